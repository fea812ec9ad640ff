package io.tocsin.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin reconcile`: has the running console compare an export with the ledger and with what is
/// billed.
@Command(
    name = "reconcile",
    description =
        "Compare a platform's export with the ledger and with what is billed; hand in what is"
            + " missing.",
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Parameters(
      paramLabel = "FILE",
      description = "The export: .csv, .eml, .json or .xml, as the source sends it.")
  private Path file;

  @Option(names = "--source", required = true, description = "Name of the source.")
  private String source;

  @Option(names = "--from", description = "First UTC day (default: what the export covers).")
  private @Nullable LocalDate from;

  @Option(names = "--to", description = "Last UTC day.")
  private @Nullable LocalDate to;

  @Option(names = "--csv", paramLabel = "OUT", description = "Write every line to this file too.")
  private @Nullable Path csv;

  @Option(names = "--ingest", description = "Hand in the rows that never arrived.")
  private boolean ingest;

  @Option(names = "--why", paramLabel = "TEXT", description = "Reason of that, for the audit.")
  private @Nullable String why;

  @Option(names = "--as", paramLabel = "NAME", description = "The operator who does it.")
  private @Nullable String operator;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    byte[] export = Files.readAllBytes(file);
    ConsoleClient console = ConsoleClient.as(layout, operator);
    String path =
        "/api/reconciliations?source=%s%s%s"
            .formatted(
                ConsoleClient.encoded(source),
                from == null ? "" : "&from=" + from,
                to == null ? "" : "&to=" + to);
    Path sheet = csv;
    if (sheet != null) {
      Files.writeString(sheet, console.post(path, export, mediaType(), "text/csv").text());
    }
    String asked =
        path + "&ingest=" + ingest + (why == null ? "" : "&why=" + ConsoleClient.encoded(why));
    String said = console.post(asked, export, mediaType(), "text/plain").text();
    PrintWriter out = spec.commandLine().getOut();
    out.println(said.stripTrailing());
    out.flush();
    return 0;
  }

  private String mediaType() {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "json" -> "application/json";
      case "xml" -> "application/xml";
      case "eml" -> "message/rfc822";
      default -> "text/csv";
    };
  }
}
