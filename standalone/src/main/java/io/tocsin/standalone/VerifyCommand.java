package io.tocsin.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.books.proof.Head;
import io.tocsin.books.proof.NotAsSealed;
import io.tocsin.books.proof.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin verify`: whether closed days are as they were sealed. From files it needs nothing that
/// runs; only `--ledger` asks the running console.
@Command(
    name = "verify",
    description = {
      "Say whether closed days are as they were sealed.",
      "From exported files alone, without Kafka, database or console; or, with --ledger, the rows"
          + " in PostgreSQL."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  @Mixin Layout layout = new Layout();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /// One of three things to look into.
  private static final class What {
    @Parameters(
        paramLabel = "FOLDER",
        description = "The folder of one day, or the folder with those of all days.")
    private @Nullable Path folder;

    @ArgGroup(exclusive = false)
    private @Nullable Client client;

    @Option(
        names = "--ledger",
        required = true,
        description = "The rows in PostgreSQL, through the running console.")
    private boolean ledger;
  }

  /// What one client was given.
  private static final class Client {
    @Option(
        names = "--proof",
        required = true,
        paramLabel = "FILE",
        description = "A client's proofs.jsonl; needs --lines and --head, and nothing of others.")
    private Path proofs = Path.of("");

    @Option(
        names = "--lines",
        required = true,
        paramLabel = "FILE",
        description = "The client's lines.csv beside it.")
    private Path lines = Path.of("");
  }

  @Option(
      names = "--head",
      paramLabel = "HASH",
      description =
          "A head that was kept elsewhere, from the mail of a closed day; or the file head.json"
              + " that was kept. Without it nobody sees that the newest days were cut off.")
  private @Nullable String head;

  @Option(
      names = "--line",
      paramLabel = "LINE-ID",
      description = "Say where this invoice line is sealed; it must be in one of the days.")
  private @Nullable String line;

  @Option(names = "--as", paramLabel = "NAME", description = "With --ledger: ask as this operator.")
  private @Nullable String operator;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Verification verified = verify(known());
    PrintWriter out = spec.commandLine().getOut();
    out.print(verified.text());
    if (head == null && verified.holds()) {
      out.println(
          "Compare it with the newest mail, or give it with --head: files alone do not show that"
              + " the newest days are missing.");
    }
    out.flush();
    return verified.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Verification verify(@Nullable String known) throws IOException {
    Path folder = what.folder;
    Client client = what.client;
    if (folder != null) {
      if (!Files.isDirectory(folder)) {
        throw new ParameterException(spec.commandLine(), folder + " is no folder");
      }
      return Verification.of(folder, known, line);
    }
    if (line != null) {
      throw new ParameterException(spec.commandLine(), "--line goes with a folder");
    }
    if (what.ledger || client == null) {
      return ledger(known);
    }
    if (known == null) {
      throw new ParameterException(spec.commandLine(), "--proof needs --head");
    }
    return Verification.ofClient(client.proofs, client.lines, known);
  }

  /// The hash that was given, or that of the head in the file that was given.
  private @Nullable String known() throws IOException {
    if (head == null || HASH.matcher(head).matches()) {
      return head;
    }
    Path file = Path.of(head);
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), "--head must be 64 hexadecimal digits or a file, not " + head);
    }
    try {
      return Head.read(Files.readString(file)).hash();
    } catch (NotAsSealed e) {
      throw new IllegalStateException("%s: %s".formatted(file, e.sentence()), e);
    }
  }

  private Verification ledger(@Nullable String known) throws IOException {
    String said =
        ConsoleClient.as(layout, operator)
            .get(
                "/api/closes/verification" + (known == null ? "" : "?head=" + known),
                "application/json")
            .text();
    JsonNode answer = new ObjectMapper().readTree(said);
    var days = new ArrayList<Verification.Day>();
    for (JsonNode day : answer.path("days")) {
      days.add(
          new Verification.Day(
              LocalDate.parse(day.path("day").asText()),
              day.path("close").asLong(),
              day.path("leaves").asInt(),
              day.path("lines").asInt(),
              day.path("head").asText()));
    }
    var findings = new ArrayList<String>();
    answer.path("findings").forEach(finding -> findings.add(finding.asText()));
    return new Verification(days, findings, null);
  }
}
