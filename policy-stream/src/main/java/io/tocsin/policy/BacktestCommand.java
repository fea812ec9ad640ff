package io.tocsin.policy;

import io.tocsin.platform.App;
import io.tocsin.policy.backtest.Backtest;
import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.HistoryReader;
import io.tocsin.policy.backtest.Progress;
import io.tocsin.policy.backtest.Report;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookLinter;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.policy.rulebook.RulebookWarning;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The command `backtest`: says what a rulebook would have made of past events.
final class BacktestCommand implements Command {
  static final String NAME = "backtest";

  /// A range is held in memory; with its neighbours, a year is fourteen months of events.
  private static final int MOST_DAYS = 366;

  private static final String USAGE =
      """
      Usage: policy-stream backtest <file> --from <day> --to <day> [--csv <file>] [--json]
               says which invoice lines the rulebook would have added, removed and changed on the service days from one
               to the other, both included, and writes nothing to Kafka
             --csv <file>  writes these lines into a file, too
             --json        says all of it as JSON
      """;

  private final PrintStream out;
  private final PrintStream progress;
  private final Map<String, Object> settings;

  /// @param out where the answer goes
  /// @param progress where words of progress go
  /// @param settings settings that win over the app's own
  BacktestCommand(PrintStream out, PrintStream progress, Map<String, Object> settings) {
    this.out = out;
    this.progress = progress;
    this.settings = settings;
  }

  @Override
  public Set<String> words() {
    return Set.of(NAME);
  }

  @Override
  public String usage() {
    return USAGE;
  }

  /// What was asked for.
  private record Asked(Path rulebook, TrialDays days, @Nullable Path csv, boolean json) {}

  @Override
  public int run(List<String> arguments) {
    Optional<Asked> asked = asked(arguments);
    if (asked.isEmpty()) {
      return MISUSED;
    }
    try {
      return run(asked.get());
    } catch (OutOfMemoryError e) {
      out.println("It did not work: the events of these days do not fit into memory.");
      return REFUSED;
    } catch (IOException | RuntimeException e) { // A person waits for a sentence, not for a trace.
      out.printf("It did not work: %s%n", App.rootMessage(e));
      return REFUSED;
    }
  }

  // ---- what was asked for

  private Optional<Asked> asked(List<String> arguments) {
    var options = new HashMap<String, String>();
    String rulebook = null;
    boolean json = false;
    List<String> words = arguments.stream().flatMap(BacktestCommand::split).toList();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean known = word.equals("--from") || word.equals("--to") || word.equals("--csv");
      if (known && i + 1 < words.size() && !options.containsKey(word)) {
        options.put(word, words.get(++i));
      } else if (word.equals("--json")) {
        json = true;
      } else if (rulebook == null && !word.startsWith("-")) {
        rulebook = word;
      } else {
        return notUnderstood();
      }
    }
    String from = options.get("--from");
    String to = options.get("--to");
    if (rulebook == null || from == null || to == null) {
      return notUnderstood();
    }
    Path file = Path.of(rulebook);
    Path csv = options.containsKey("--csv") ? Path.of(options.get("--csv")) : null;
    boolean wantsJson = json;
    return days(from, to).map(days -> new Asked(file, days, csv, wantsJson));
  }

  /// An option may be written with its value in one word: `--from=2026-11-01`.
  private static Stream<String> split(String word) {
    int end = word.indexOf('=');
    return word.startsWith("--") && end > 0
        ? Stream.of(word.substring(0, end), word.substring(end + 1))
        : Stream.of(word);
  }

  private Optional<Asked> notUnderstood() {
    out.print(USAGE);
    return Optional.empty();
  }

  private Optional<TrialDays> days(String from, String to) {
    Optional<LocalDate> first = day(from);
    Optional<LocalDate> last = day(to);
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    if (first.get().isAfter(last.get())) {
      out.printf("The first day, %s, is after the last one, %s.%n", first.get(), last.get());
      return Optional.empty();
    }
    long count = ChronoUnit.DAYS.between(first.get(), last.get()) + 1;
    if (count > MOST_DAYS) {
      out.printf("These are %d days; a back-test takes %d at most.%n", count, MOST_DAYS);
      return Optional.empty();
    }
    return Optional.of(new TrialDays(first.get(), last.get()));
  }

  private Optional<LocalDate> day(String text) {
    try {
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return Optional.of(LocalDate.parse(text));
      }
    } catch (DateTimeParseException e) {
      // Said below, as of any other text that is no day.
    }
    out.printf("'%s' is no day; write it as 2026-01-31.%n", text);
    return Optional.empty();
  }

  // ---- doing it

  private int run(Asked asked) throws IOException {
    if (!Files.isRegularFile(asked.rulebook())) {
      out.printf("There is no file %s.%n", asked.rulebook());
      return REFUSED;
    }
    if (asked.csv() != null && !canBeWritten(asked.csv())) {
      out.printf("%s cannot be written.%n", asked.csv());
      return REFUSED;
    }
    return switch (RulebookPublisher.check(asked.rulebook())) {
      case RulebookReading.Invalid(List<RulebookError> errors) -> refused(errors);
      case RulebookReading.Valid(CompiledRulebook candidate) -> {
        List<String> warnings =
            RulebookLinter.warnings(RulebookPublisher.textOf(asked.rulebook())).stream()
                .map(RulebookWarning::toString)
                .toList();
        say(report(asked, candidate, warnings), asked, warnings);
        yield DONE;
      }
    };
  }

  private static boolean canBeWritten(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private int refused(List<RulebookError> errors) {
    errors.forEach(out::println);
    out.printf("Refused: %d error%s.%n", errors.size(), errors.size() == 1 ? "" : "s");
    return REFUSED;
  }

  private Report report(Asked asked, CompiledRulebook candidate, List<String> warnings) {
    var words = new Progress(progress::println);
    AppSettings app = AppSettings.read(settings);
    History history = new HistoryReader(app.kafka(), app.registry(), words).read(asked.days());
    return Backtest.run(
        history,
        candidate,
        asked.rulebook().getFileName().toString(),
        warnings,
        asked.days(),
        words);
  }

  private void say(Report report, Asked asked, List<String> warnings) throws IOException {
    Path csv = asked.csv();
    if (csv != null) {
      report.writeCsv(csv);
    }
    if (asked.json()) {
      out.println(report.json());
    } else {
      warnings.forEach(warning -> out.printf("Warning, %s%n", warning));
      out.print(report.text(csv == null ? null : csv.toString()));
    }
  }
}
