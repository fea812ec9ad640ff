package io.tocsin.standalone;

import io.tocsin.sinks.rebuild.Rebuild;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin rebuild`: makes the tables again from the topics alone, beside those of the running
/// installation, and compares both.
@Command(
    name = "rebuild",
    description =
        "Make the tables again from the topics alone, in an empty database, and compare them with"
            + " those in use.",
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Parameters(
      paramLabel = "WHAT",
      description =
          "ledger (with invoice lines, activities and tickets), or one projection: crm, ticketing.")
  private String what;

  @Option(
      names = "--into",
      paramLabel = "DATABASE",
      description = "An empty database, made where it is not there (default: tocsin_rebuilt).")
  private @Nullable String into;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Running running = Running.on(layout);
    LogFile.use(layout.data(), LogFile.COMMANDS);
    Map<String, Object> settings = new HashMap<>(running.settings());
    settings.put("tocsin.sinks.postgres.url", running.postgresql());
    settings.put("tocsin.sinks.postgres.user", Stack.WRITER);
    settings.put("tocsin.sinks.postgres.password", "file:" + layout.writer());
    settings.put("tocsin.sinks.postgres.reader-role", Stack.READER);
    settings.put("tocsin.sinks.postgres.operator-role", Stack.OPERATOR);
    var arguments = new ArrayList<>(List.of(spec.name(), what));
    if (into != null) {
      arguments.addAll(List.of("--into", into));
    }
    try (var out =
        new PrintStream(
            new WriterStream(spec.commandLine().getOut()), true, StandardCharsets.UTF_8)) {
      return Rebuild.run(arguments, out, settings);
    }
  }
}
