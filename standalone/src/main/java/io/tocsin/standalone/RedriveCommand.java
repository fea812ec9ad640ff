package io.tocsin.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Commands about what a sink gave up on; each asks the running console.
abstract class RedriveCommand implements Callable<Integer> {
  private static final String TEXT = "text/plain";

  @Mixin Layout layout = new Layout();

  @Parameters(index = "0", paramLabel = "SINK", description = "Name of the sink.")
  String sink;

  @Option(names = "--as", paramLabel = "NAME", description = "The operator who does it.")
  private @Nullable String operator;

  @Spec CommandSpec spec;

  /// Asks.
  abstract ConsoleClient.Answer ask(ConsoleClient console);

  @Override
  public Integer call() throws IOException {
    String said = ask(ConsoleClient.as(layout, operator)).text();
    PrintWriter out = spec.commandLine().getOut();
    out.println(said.stripTrailing());
    out.flush();
    return 0;
  }

  ObjectNode order() {
    return new ObjectMapper().createObjectNode().put("sink", sink);
  }

  /// `tocsin dead-letters`.
  @Command(
      name = "dead-letters",
      description = "List what a sink gave up on and what still matters, with the reasons.",
      mixinStandardHelpOptions = true)
  static final class DeadLetters extends RedriveCommand {
    @Override
    ConsoleClient.Answer ask(ConsoleClient console) {
      return console.get("/api/dead-letters?sink=" + ConsoleClient.encoded(sink), TEXT);
    }
  }

  /// `tocsin redrive`.
  @Command(
      name = "redrive",
      description =
          "Put a sink's dead letters back, or what a system outside declined; only that sink gets"
              + " them.",
      mixinStandardHelpOptions = true)
  static final class Redrive extends RedriveCommand {
    @Option(names = "--declined", description = "What the system outside declined, not letters.")
    private boolean declined;

    @Option(names = "--reason", paramLabel = "CODE", description = "Only with this reason code.")
    private @Nullable String reason;

    @Option(names = "--site", paramLabel = "KEY", description = "Only of this site.")
    private @Nullable String site;

    @Option(names = "--event", paramLabel = "KEY", description = "Only of this event.")
    private @Nullable String event;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Only what first failed then or later: a UTC day or a moment, ISO 8601.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only what first failed before.")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "Only say what would be put back.")
    private boolean dryRun;

    @Option(names = "--why", paramLabel = "TEXT", description = "For the audit.")
    private @Nullable String why;

    @Override
    ConsoleClient.Answer ask(ConsoleClient console) {
      ObjectNode order =
          order()
              .put("declined", declined)
              .put("reason", reason)
              .put("site", site)
              .put("event", event)
              .put("from", from)
              .put("to", to)
              .put("dryRun", dryRun)
              .put("why", why);
      return console.post("/api/redrives", order.toString(), TEXT);
    }
  }

  /// `tocsin settle`.
  @Command(
      name = "settle",
      description =
          "Say whether an effect that was sent and not answered is there, after looking it up in"
              + " the system outside.",
      mixinStandardHelpOptions = true)
  static final class Settle extends RedriveCommand {
    @Parameters(index = "1", paramLabel = "EFFECT", description = "Key of its event, or its own.")
    private String effect;

    @ArgGroup(multiplicity = "1")
    private @Nullable Seen seen;

    static final class Seen {
      @Option(names = "--stands", paramLabel = "ID", description = "It is there, with this id.")
      private @Nullable String remoteId;

      @Option(
          names = "--absent",
          description = "It is not there and cannot come any more: it is sent again.")
      private boolean absent;
    }

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "For the audit.")
    private String why;

    @Override
    ConsoleClient.Answer ask(ConsoleClient console) {
      Seen said = Objects.requireNonNull(seen);
      ObjectNode order =
          order()
              .put("effectKey", effect)
              .put("stands", said.remoteId)
              .put("absent", said.absent)
              .put("why", why);
      return console.post("/api/settlements", order.toString(), TEXT);
    }
  }
}
