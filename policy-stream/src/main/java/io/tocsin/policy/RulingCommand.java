package io.tocsin.policy;

import io.tocsin.policy.ruling.RulingChange;
import io.tocsin.policy.ruling.RulingOutcome;
import io.tocsin.policy.ruling.RulingWords;
import io.tocsin.policy.ruling.StandingRulings;
import io.tocsin.schemas.Ruling;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/// The commands for rulings on single events: `ruling join`, `split`, `resolve`, `withdraw` and
/// `list`.
@CommandLine.Command(
    name = "ruling",
    description = "Rules of single events: joins, splits, resolves.",
    synopsisSubcommandLabel = "COMMAND")
final class RulingCommand implements Command {
  private static final String WORD = "ruling";

  private static final String USAGE =
      """
             policy-stream ruling join|split|resolve|withdraw|list
               rulings on single events; `ruling resolve --help` says what can be ruled
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
  RulingCommand(PrintStream out, Map<String, Object> settings) {
    this.out = out;
    this.settings = settings;
  }

  @Override
  public Set<String> words() {
    return Set.of(WORD);
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public int run(List<String> arguments) {
    return PicocliCommand.run(this, out, arguments.subList(1, arguments.size()));
  }

  /// The event, who rules, and why.
  static final class Said {
    @Parameters(
        index = "0",
        paramLabel = "EVENT-KEY",
        description = "The event, for example tracktik:reports/9001.")
    private String eventKey;

    @Option(
        names = "--reason",
        paramLabel = "SENTENCE",
        description = "Why; free of personal data.")
    private String reason = "";

    @Option(names = "--actor", paramLabel = "NAME", description = "Who rules.")
    private String actor = "";
  }

  @CommandLine.Command(description = "The event is one incident with another event of its site.")
  int join(
      @Mixin Said said,
      @Parameters(index = "1", paramLabel = "OTHER-EVENT-KEY", description = "The other event.")
          String other) {
    return rule(said, new RulingChange.Join(other));
  }

  @CommandLine.Command(
      description = "The event is an incident of its own, whatever references and windows say.")
  int split(@Mixin Said said) {
    return rule(said, new RulingChange.Split());
  }

  @CommandLine.Command(description = "The event needs no review any more, or another outcome.")
  int resolve(
      @Mixin Said said,
      @Option(names = "--type", paramLabel = "TYPE", description = "What it was.")
          @Nullable String type,
      @Option(
              names = "--accept",
              paramLabel = "REASON",
              description = "A reason for review that is looked at and done with; repeat it.")
          @Nullable List<String> accepted,
      @Option(
              names = "--not-billable",
              paramLabel = "SENTENCE",
              description = "It is not billed, and why.")
          @Nullable String notBillable) {
    return rule(
        said,
        new RulingChange.Resolve(
            Optional.ofNullable(type),
            accepted == null ? List.of() : accepted,
            Optional.ofNullable(notBillable)));
  }

  @CommandLine.Command(description = "Takes back whatever was ruled of the event.")
  int withdraw(@Mixin Said said) {
    return rule(said, new RulingChange.Withdraw());
  }

  @CommandLine.Command(description = "Lists the rulings that stand.")
  int list() {
    StandingRulings standing = publisher().standing();
    if (standing.byEvent().isEmpty()) {
      out.println("Nothing is ruled of any event.");
    } else {
      out.print(table(standing));
    }
    standing.unreadable().stream()
        .sorted()
        .forEach(key -> out.printf("Warning: the ruling of %s cannot be read.%n", key));
    return DONE;
  }

  private static String table(StandingRulings standing) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("event", "ruled", "reason", "by", "at"));
    standing.byEvent().values().stream()
        .sorted(Comparator.comparing(Ruling::getEventKey))
        .forEach(
            ruling ->
                rows.add(
                    List.of(
                        ruling.getEventKey(),
                        Table.line(RulingWords.of(ruling)),
                        Table.line(ruling.getReason()),
                        Table.line(ruling.getActor()),
                        ruling.getRuledAt().toString())));
    return Table.of(rows);
  }

  private RulingPublisher publisher() {
    AppSettings app = AppSettings.read(settings);
    return new RulingPublisher(app.kafka(), app.registry());
  }

  private int rule(Said said, RulingChange change) {
    return switch (publisher().rule(said.eventKey, change, said.reason, said.actor)) {
      case RulingOutcome.Stands(Ruling ruling, List<String> notes) -> {
        out.printf(
            "%s, version %d: %s%n",
            ruling.getEventKey(), ruling.getVersion(), RulingWords.of(ruling));
        notes.forEach(out::println);
        yield DONE;
      }
      case RulingOutcome.Unchanged(Ruling ruling) -> {
        out.printf("Already so: %s, %s%n", ruling.getEventKey(), RulingWords.of(ruling));
        yield DONE;
      }
      case RulingOutcome.Withdrawn(String eventKey, List<String> notes) -> {
        out.printf("Nothing is ruled of %s any more.%n", eventKey);
        notes.forEach(out::println);
        yield DONE;
      }
      case RulingOutcome.Refused(List<String> reasons) -> Command.refuse(out, reasons);
    };
  }
}
