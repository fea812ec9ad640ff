package io.tocsin.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin replay`: asks the running console to replay raw records, and tells it what to do with a
/// replay.
@Command(
    name = "replay",
    description =
        "Replay raw records through the normalizer and the policy. What it would change is said"
            + " first.",
    subcommands = {
      ReplayCommand.ListAll.class,
      ReplayCommand.Show.class,
      ReplayCommand.Confirm.class,
      ReplayCommand.Pause.class,
      ReplayCommand.Resume.class,
      ReplayCommand.Abort.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]")
final class ReplayCommand implements Callable<Integer> {
  private static final String PATH = "/api/replays";
  private static final String TEXT = "text/plain";

  @Mixin Layout layout = new Layout();

  @Option(names = "--source", description = "Name of the source, as in raw.<source>.")
  private @Nullable String source;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      split = ",",
      description =
          "Where it begins: an offset (1500), a time with its zone (2026-11-20T08:00:00Z) or a day"
              + " (2026-11-20, UTC); of one partition 3:1500. May be given for several partitions.")
  private List<String> from = List.of();

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      split = ",",
      description = "Where it ends, not included (default: at what the normalizer has taken).")
  private List<String> to = List.of();

  @Option(names = "--site", description = "Only records with this site reference.")
  private @Nullable String site;

  @Option(names = "--code", description = "Only records with this raw code.")
  private @Nullable String code;

  @Option(names = "--reason", description = "Only dead letters for this reason.")
  private @Nullable String reason;

  @Option(names = "--why", description = "Why it is done; kept for ever.")
  private @Nullable String why;

  @Option(names = "--rate", paramLabel = "N", description = "Most records a second.")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "Only say what it would change; write nothing.")
  private boolean dryRun;

  @Option(names = "--as", paramLabel = "NAME", description = "The operator who asks.")
  private @Nullable String as;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (source == null || from.isEmpty() || (why == null && !dryRun)) {
      throw new ParameterException(
          spec.commandLine(), "Say --source, --from and --why, or one of the commands.");
    }
    ObjectNode asked = new ObjectMapper().createObjectNode();
    asked.put("source", source);
    from.forEach(asked.putArray("from")::add);
    to.forEach(asked.putArray("to")::add);
    asked.put("site", site);
    asked.put("code", code);
    asked.put("reason", reason);
    asked.put("why", why == null ? "a dry run" : why);
    asked.put("rate", rate);
    asked.put("dryRun", dryRun);
    return say(spec, ConsoleClient.as(layout, as).post(PATH, asked.toString(), TEXT));
  }

  private static int say(CommandSpec spec, ConsoleClient.Answer answer) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(answer.text().stripTrailing());
    out.flush();
    return 0;
  }

  /// `tocsin replay list`.
  @Command(name = "list", description = "List the newest replays.", mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @Mixin Layout layout = new Layout();
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      return say(spec, ConsoleClient.of(layout).get(PATH, TEXT));
    }
  }

  /// `tocsin replay show`.
  @Command(
      name = "show",
      description = "Say how a replay stands and what it would change.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin Layout layout = new Layout();

    @Parameters(paramLabel = "ID", description = "Name of the replay.")
    private String id;

    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      return say(spec, ConsoleClient.of(layout).get(PATH + "/" + ConsoleClient.encoded(id), TEXT));
    }
  }

  /// A command to one replay: its own name is what the console is told.
  abstract static class Told implements Callable<Integer> {
    @Mixin Layout layout = new Layout();

    @Parameters(paramLabel = "ID", description = "Name of the replay.")
    private String id;

    @Option(names = "--as", paramLabel = "NAME", description = "The operator who says so.")
    private @Nullable String as;

    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      String path = "%s/%s/%s".formatted(PATH, ConsoleClient.encoded(id), spec.name());
      return say(spec, ConsoleClient.as(layout, as).post(path, "{}", TEXT));
    }
  }

  /// `tocsin replay confirm`.
  @Command(
      name = "confirm",
      description = "Let a replay run; by another operator than the one who asked for it.",
      mixinStandardHelpOptions = true)
  static final class Confirm extends Told {}

  /// `tocsin replay pause`.
  @Command(
      name = "pause",
      description = "Stop a replay until it is resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause extends Told {}

  /// `tocsin replay resume`.
  @Command(
      name = "resume",
      description = "Let a paused or failed replay go on where it was.",
      mixinStandardHelpOptions = true)
  static final class Resume extends Told {}

  /// `tocsin replay abort`.
  @Command(
      name = "abort",
      description = "End a replay; what was sent has its outcome, the rest is not touched.",
      mixinStandardHelpOptions = true)
  static final class Abort extends Told {}
}
