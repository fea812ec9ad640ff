package io.tocsin.policy;

import io.tocsin.policy.window.SiteDirectory;
import io.tocsin.policy.window.StandingWindows;
import io.tocsin.policy.window.StandingWindows.Differing;
import io.tocsin.policy.window.WindowField;
import io.tocsin.policy.window.WindowOutcome;
import io.tocsin.policy.window.WindowState;
import io.tocsin.policy.window.WindowText;
import io.tocsin.policy.window.WindowWords;
import io.tocsin.schemas.TestWindow;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/// The commands for test windows: `window open`, `change`, `close`, `cancel`, `list` and `publish`;
/// the last is also called `publish-windows`.
@CommandLine.Command(
    name = "window",
    description = "Opens, changes, ends, cancels and lists test windows.",
    synopsisSubcommandLabel = "COMMAND")
final class WindowCommand implements Command {
  private static final String WORD = "window";
  private static final String PUBLISH = "publish-windows";

  private static final String USAGE =
      """
             policy-stream window open|change|close|cancel|list
               test windows; `window open --help` says what can be said of one
             policy-stream publish-windows <file>
               publishes every test window of a file that does not stand as the file has it
      """;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Say this.")
  boolean help;

  private final PrintStream out;
  private final Map<String, Object> settings;

  /// @param out where the answer goes
  /// @param settings settings that win over the app's own
  WindowCommand(PrintStream out, Map<String, Object> settings) {
    this.out = out;
    this.settings = settings;
  }

  @Override
  public Set<String> words() {
    return Set.of(WORD, PUBLISH);
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> rest = arguments.subList(1, arguments.size());
    return PicocliCommand.run(
        this,
        out,
        arguments.getFirst().equals(PUBLISH)
            ? Stream.concat(Stream.of("publish"), rest.stream()).toList()
            : rest);
  }

  /// What can be said of a window on the command line.
  static final class Said {
    @Parameters(paramLabel = "ID", description = "Its name, for example northgate-fire-drill.")
    private String id;

    @Option(names = "--client", paramLabel = "ID", description = "Only sites of this client.")
    private @Nullable String client;

    @Option(names = "--site", paramLabel = "ID", description = "Only this site.")
    private @Nullable String site;

    @Option(
        names = "--zones",
        paramLabel = "ZONE",
        split = ",",
        description = "Only these zones of the panel, as they are received.")
    private @Nullable List<String> zones;

    @Option(
        names = "--types",
        paramLabel = "TYPE",
        split = ",",
        description = "Only these event types, for example alarm,trouble.")
    private @Nullable List<String> types;

    @Option(
        names = "--start",
        paramLabel = "TIME",
        description =
            "From when on: now, 2026-11-21T18:00-06:00, or '2026-11-21 18:00' for the time at the"
                + " site.")
    private @Nullable String start;

    @Option(
        names = "--end",
        paramLabel = "TIME",
        description = "Until when: the same, or +90m, +2h, +3d after the start; '' = open-ended.")
    private @Nullable String end;

    @Option(
        names = "--weekly",
        paramLabel = "HOURS",
        description =
            "Only these hours of each week, at the site, as 'monday-friday 18:00-06:00'; repeat it"
                + " for more.")
    private @Nullable List<String> weekly;

    @Mixin Who who = new Who();

    WindowText text() {
      var said = who.said();
      said.put(WindowField.ID, List.of(id));
      put(said, WindowField.CLIENT, client);
      put(said, WindowField.SITE, site);
      put(said, WindowField.START, start);
      put(said, WindowField.END, end);
      putAll(said, WindowField.ZONES, zones);
      putAll(said, WindowField.TYPES, types);
      putAll(said, WindowField.WEEKLY, weekly);
      return new WindowText(said);
    }
  }

  /// Who says it, and why.
  static final class Who {
    @Option(
        names = "--reason",
        paramLabel = "SENTENCE",
        description = "Why; free of personal data.")
    private @Nullable String reason;

    @Option(names = "--actor", paramLabel = "NAME", description = "Who answers for it.")
    private @Nullable String actor;

    Map<WindowField, List<String>> said() {
      var said = new EnumMap<WindowField, List<String>>(WindowField.class);
      put(said, WindowField.REASON, reason);
      put(said, WindowField.ACTOR, actor);
      return said;
    }
  }

  private static void put(
      Map<WindowField, List<String>> said, WindowField field, @Nullable String value) {
    if (value != null) {
      said.put(field, List.of(value));
    }
  }

  private static void putAll(
      Map<WindowField, List<String>> said, WindowField field, @Nullable List<String> values) {
    if (values != null) {
      said.put(field, values);
    }
  }

  @CommandLine.Command(description = "Opens a window, from now on unless it says when.")
  int open(@Mixin Said said) {
    return run(publisher -> publisher.open(said.text()));
  }

  @CommandLine.Command(
      description = "Changes what is said here and leaves the rest; '' takes something out.")
  int change(@Mixin Said said) {
    return run(publisher -> publisher.change(said.text()));
  }

  @CommandLine.Command(description = "Ends a window, now or at a time that may lie in the past.")
  int close(
      @Parameters(paramLabel = "ID", description = "Its name.") String id,
      @Option(names = "--at", paramLabel = "TIME", description = "When it ended; now, if left out.")
          @Nullable String at,
      @Mixin Who who) {
    Map<WindowField, List<String>> said = who.said();
    said.put(WindowField.ID, List.of(id));
    put(said, WindowField.END, at);
    return run(publisher -> publisher.close(new WindowText(said)));
  }

  @CommandLine.Command(
      description = "Says that a window never was to be; it covers nothing, from its start on.")
  int cancel(@Parameters(paramLabel = "ID", description = "Its name.") String id, @Mixin Who who) {
    Map<WindowField, List<String>> said = who.said();
    said.put(WindowField.ID, List.of(id));
    return run(publisher -> publisher.cancel(new WindowText(said)));
  }

  @CommandLine.Command(
      description = "Publishes every window of a file that does not stand as the file has it.")
  int publish(@Parameters(paramLabel = "FILE", description = "YAML.") Path file)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      out.printf("There is no file %s.%n", file);
      return REFUSED;
    }
    var publisher = publisher(AppSettings.read(settings));
    return say(publisher.publish(file, Differing.REPLACED), publisher.look());
  }

  @CommandLine.Command(
      description = "Lists the windows, and warns of those without an end that were forgotten.")
  int list(
      @Option(names = "--current", description = "Leave out what is over or cancelled.")
          boolean current) {
    AppSettings app = AppSettings.read(settings);
    StandingWindows standing = publisher(app).standing();
    List<TestWindow> shown =
        standing.byId().values().stream()
            .filter(window -> !current || isCurrent(window, standing.now()))
            .sorted(
                Comparator.comparing((TestWindow w) -> WindowState.of(w, standing.now()))
                    .thenComparing(TestWindow::getId))
            .toList();
    if (shown.isEmpty()) {
      out.println(current ? "No test window is planned or on." : "There is no test window.");
    } else {
      out.print(table(shown, standing));
    }
    standing.unreadable().stream()
        .sorted()
        .forEach(id -> out.printf("Warning: window %s cannot be read and covers nothing.%n", id));
    warn(standing, app.policy().openWindowWarning());
    return DONE;
  }

  private static boolean isCurrent(TestWindow window, Instant now) {
    return switch (WindowState.of(window, now)) {
      case PLANNED, ON -> true;
      case OVER, CANCELLED -> false;
    };
  }

  private static String table(List<TestWindow> windows, StandingWindows standing) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("id", "state", "covers", "when", "reason", "by"));
    for (TestWindow window : windows) {
      rows.add(
          List.of(
              window.getId(),
              WindowState.of(window, standing.now()).word(),
              Table.line(WindowWords.scope(window)),
              WindowWords.time(window, standing.sites()),
              Table.line(window.getReason()),
              Table.line(window.getActor())));
    }
    return Table.of(rows);
  }

  private void warn(StandingWindows standing, Duration limit) {
    for (TestWindow window : standing.forgotten(limit)) {
      out.printf(
          "Warning: window %s has no end and has been on since %s, longer than %s; if its test is"
              + " over, close it.%n",
          window.getId(), window.getStartsAt(), days(limit));
    }
  }

  private static String days(Duration limit) {
    return limit.toDays() > 0 ? limit.toDays() + " d" : limit.toHours() + " h";
  }

  private static WindowPublisher publisher(AppSettings app) {
    return new WindowPublisher(app.kafka(), app.registry());
  }

  private int run(Function<WindowPublisher, WindowOutcome> work) {
    var publisher = publisher(AppSettings.read(settings));
    WindowOutcome outcome = work.apply(publisher);
    return say(outcome, publisher.look());
  }

  private int say(WindowOutcome outcome, StandingWindows standing) {
    return switch (outcome) {
      case WindowOutcome.Done(List<TestWindow> written, List<String> unchanged, _) -> {
        written.forEach(window -> say(window, standing.sites(), standing.now()));
        if (!unchanged.isEmpty()) {
          out.printf("Already so: %s.%n", String.join(", ", unchanged));
        }
        if (written.stream().anyMatch(window -> hasBegun(window, standing.now()))) {
          out.println("Events that this concerns are decided again.");
        }
        yield DONE;
      }
      case WindowOutcome.Refused(List<String> reasons) -> Command.refuse(out, reasons);
    };
  }

  private static boolean hasBegun(TestWindow window, Instant now) {
    return window.getStartsAt() == null || window.getStartsAt().isBefore(now);
  }

  private void say(TestWindow window, SiteDirectory sites, Instant now) {
    out.printf(
        "Window %s, version %d, %s: %s; %s.%n",
        window.getId(),
        window.getVersion(),
        WindowState.of(window, now).word(),
        WindowWords.scope(window),
        WindowWords.time(window, sites));
  }
}
