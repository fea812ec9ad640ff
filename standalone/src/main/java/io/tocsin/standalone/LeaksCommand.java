package io.tocsin.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin leaks`: asks the running console where revenue gets lost.
@Command(
    name = "leaks",
    description = "List where revenue gets lost, with its money where a price is known.",
    mixinStandardHelpOptions = true)
final class LeaksCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Option(names = "--since", description = "First service day (default: 90 days ago).")
  private @Nullable LocalDate since;

  @Option(
      names = "--silent-days",
      paramLabel = "N",
      description = "A billed site without an event for so long is silent (default: 30).")
  private @Nullable Integer silentDays;

  @Option(
      names = "--open-days",
      paramLabel = "N",
      description = "A test or a conflict open for longer is open too long (default: 7).")
  private @Nullable Integer openDays;

  @Option(names = "--csv", paramLabel = "OUT", description = "Write the list to this file too.")
  private @Nullable Path csv;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ConsoleClient console = ConsoleClient.of(layout);
    String path =
        "/api/leaks?"
            + (since == null ? "" : "since=" + since + "&")
            + (silentDays == null ? "" : "silentDays=" + silentDays + "&")
            + (openDays == null ? "" : "openDays=" + openDays);
    Path sheet = csv;
    if (sheet != null) {
      Files.writeString(sheet, console.get(path, "text/csv").text());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(console.get(path, "text/plain").text().stripTrailing());
    out.flush();
    return 0;
  }
}
