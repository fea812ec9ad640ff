package io.tocsin.policy;

import io.tocsin.platform.App;
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
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The commands for people who own a rulebook: `check-rulebook`, `publish-rulebook` and
/// `list-rulebooks`; the same as `rulebook check`, `publish`, `rollback` and `list`, in the manner
/// of the other commands.
final class RulebookCommand implements Command {
  private static final String TOPIC = "rulebook";
  private static final String CHECK = "check-rulebook";
  private static final String PUBLISH = "publish-rulebook";
  private static final String LIST = "list-rulebooks";
  private static final String ROLLBACK = "--rollback";

  private static final String USAGE =
      """
             policy-stream check-rulebook <file>
               says everything that is wrong with a rulebook, and what is probably not meant so
             policy-stream publish-rulebook <file> [who] [why]
               checks and publishes it
             policy-stream publish-rulebook --rollback <version> <effective-from> <who> <why>
               publishes the text of an older version again, under a number of its own
             policy-stream list-rulebooks
               says which versions there are and which service days each decides
             policy-stream rulebook check|publish|rollback|list
               the same, in the manner of the commands below
      """;

  private static final String USAGE_IN_TWO_WORDS =
      """
      Usage: rulebook check <file>
               says everything that is wrong with a rulebook, and what is probably not meant so
             rulebook publish <file> [who] [why]
               checks and publishes it
             rulebook rollback <version> <effective-from> <who> <why>
               publishes the text of an older version again, under a number of its own
             rulebook list
               says which versions there are and which service days each decides
      """;

  private final PrintStream out;
  private final Map<String, Object> settings;

  /// @param out where the answer goes
  /// @param settings settings that win over the app's own
  RulebookCommand(PrintStream out, Map<String, Object> settings) {
    this.out = out;
    this.settings = settings;
  }

  @Override
  public Set<String> words() {
    return Set.of(TOPIC, CHECK, PUBLISH, LIST);
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public boolean needsKafka(List<String> arguments) {
    List<String> said = inOneWord(arguments);
    return said.equals(List.of(LIST))
        || (Command.super.needsKafka(said) && !said.getFirst().equals(CHECK));
  }

  @Override
  public int run(List<String> arguments) {
    List<String> said = inOneWord(arguments);
    String command = said.isEmpty() ? "" : said.getFirst();
    List<String> rest = said.isEmpty() ? List.of() : said.subList(1, said.size());
    int count = rest.size();
    if (command.equals(CHECK) && count == 1) {
      return withFile(rest.getFirst(), this::check);
    }
    if (command.equals(LIST) && count == 0) {
      return inWords(this::list);
    }
    if (command.equals(PUBLISH) && count == 5 && rest.getFirst().equals(ROLLBACK)) {
      return rollBack(rest.get(1), rest.get(2), rest.get(3), rest.get(4));
    }
    if (command.equals(PUBLISH) && count >= 1 && count <= 3 && !rest.getFirst().equals(ROLLBACK)) {
      String actor = count > 1 ? rest.get(1) : System.getProperty("user.name");
      String reason = count > 2 ? rest.get(2) : null;
      return withFile(rest.getFirst(), file -> publish(file, actor, reason));
    }
    boolean inTwo = !arguments.isEmpty() && arguments.getFirst().equals(TOPIC);
    out.print(inTwo ? USAGE_IN_TWO_WORDS : "Usage:\n" + USAGE);
    return List.of(TOPIC, "--help").equals(arguments) ? DONE : MISUSED;
  }

  /// `rulebook list` as `list-rulebooks`, and so on.
  private static List<String> inOneWord(List<String> arguments) {
    if (arguments.size() < 2 || !arguments.getFirst().equals(TOPIC)) {
      return arguments;
    }
    List<String> words =
        switch (arguments.get(1)) {
          case "check" -> List.of(CHECK);
          case "publish" -> List.of(PUBLISH);
          case "rollback" -> List.of(PUBLISH, ROLLBACK);
          case "list" -> List.of(LIST);
          default -> List.of(TOPIC, arguments.get(1));
        };
    return Stream.concat(words.stream(), arguments.stream().skip(2)).toList();
  }

  @FunctionalInterface
  private interface OnFile {
    int run(Path file) throws IOException;
  }

  private int withFile(String name, OnFile command) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      out.printf("There is no file %s.%n", name);
      return REFUSED;
    }
    return inWords(() -> command.run(file));
  }

  @FunctionalInterface
  private interface Work {
    int run() throws IOException;
  }

  private int inWords(Work work) {
    try {
      return work.run();
    } catch (IOException | RuntimeException e) { // A person waits for a sentence, not for a trace.
      out.printf("It did not work: %s%n", App.rootMessage(e));
      return REFUSED;
    }
  }

  private int check(Path file) throws IOException {
    return switch (RulebookPublisher.check(file)) {
      case RulebookReading.Valid(CompiledRulebook rulebook) -> {
        List<RulebookWarning> warnings = warn(file);
        out.printf(
            "Version %d, in force from %s: %d rules, %d defaults, %d contracts. No errors%s.%n",
            rulebook.version(),
            rulebook.effectiveFrom(),
            rulebook.rules().size(),
            rulebook.defaults().size(),
            rulebook.contracts().size(),
            warnings.isEmpty() ? "" : ", " + count(warnings.size(), "warning"));
        yield DONE;
      }
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          Command.refuse(out, errors.stream().map(RulebookError::toString).toList());
    };
  }

  private List<RulebookWarning> warn(Path file) throws IOException {
    List<RulebookWarning> warnings = RulebookLinter.warnings(RulebookPublisher.textOf(file));
    warnings.forEach(warning -> out.printf("Warning, %s%n", warning));
    return warnings;
  }

  private int publish(Path file, String actor, @Nullable String reason) throws IOException {
    if (!(RulebookPublisher.check(file) instanceof RulebookReading.Valid(CompiledRulebook valid))) {
      return check(file); // Needs no Kafka, so says it at once.
    }
    warn(file);
    return withPublisher(
        publisher -> say(publisher.publish(file, actor, reason), valid.effectiveFrom()));
  }

  private int rollBack(String version, String effectiveFrom, String actor, String reason) {
    if (!version.matches("[1-9][0-9]{0,8}")) {
      out.printf("'%s' is no version; list-rulebooks says which there are.%n", version);
      return REFUSED;
    }
    LocalDate day;
    try {
      day = LocalDate.parse(effectiveFrom);
    } catch (DateTimeParseException e) {
      out.printf("'%s' is no day; write it as 2026-01-31.%n", effectiveFrom);
      return REFUSED;
    }
    return inWords(
        () ->
            withPublisher(
                publisher ->
                    say(publisher.rollBack(Integer.parseInt(version), day, actor, reason), day)));
  }

  private int list() throws IOException {
    return withPublisher(
        publisher -> {
          List<RulebookHistory.Entry> history = publisher.history();
          if (history.isEmpty()) {
            out.println("No rulebook has been published.");
          } else {
            out.print(RulebookHistory.table(history, LocalDate.now(ZoneId.systemDefault())));
          }
          return DONE;
        });
  }

  @FunctionalInterface
  private interface OnPublisher {
    int run(RulebookPublisher publisher) throws IOException;
  }

  private int withPublisher(OnPublisher work) throws IOException {
    var app = AppSettings.read(settings);
    return work.run(new RulebookPublisher(app.kafka(), app.registry()));
  }

  private int say(PublishOutcome outcome, LocalDate from) {
    return switch (outcome) {
      case PublishOutcome.Published(int version) -> {
        out.printf(
            "Version %d is published. It decides the service days from %s on.%n", version, from);
        yield DONE;
      }
      case PublishOutcome.AlreadyPublished(int version) -> {
        out.printf("Version %d is already published, word for word.%n", version);
        yield DONE;
      }
      case PublishOutcome.Refused(List<String> reasons) -> Command.refuse(out, reasons);
    };
  }

  private static String count(int number, String thing) {
    return "%d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }
}
