package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The commands of an operator, against a running installation with everything real.
final class OperatorCommandsIT {
  private static final Path DEMO = Path.of("..", "demo", "config").toAbsolutePath().normalize();

  private static final String WINDOWS =
      """
      actor: Ann B.
      windows:
        - {id: repair, site: northgate-mall, start: 2026-11-02 08:00, reason: New panel}
        - {id: drill, site: harbor-storage, start: 2026-11-03 08:00, end: +2h, reason: Fire drill}
      """;

  @TempDir Path dir;

  @Test
  void windowsRulingsAndRulebooksAreCommanded() throws Exception {
    assertThat(said(1, "window", "list"))
        .contains("no Tocsin is running on " + data())
        .contains("./tocsin up");
    assertThat(said(0, "rulebook", "check", config().resolve("rulebook.yml").toString()))
        .as("needs no running installation")
        .contains("No errors");
    assertThat(said(0, "window", "open", "--help")).contains("--weekly");
    assertThat(data()).doesNotExist();
    Files.writeString(config().resolve("test-windows.yml"), WINDOWS);
    try (Stack _ = start()) {
      assertThat(said(0, "window", "list").lines().map(line -> line.replaceAll(" {2,}", "|")))
          .anySatisfy(line -> assertThat(line).startsWith("repair|").contains("|New panel|Ann B."))
          .anySatisfy(line -> assertThat(line).startsWith("drill|").contains("|Fire drill|Ann B."));
      said(
          0,
          "window",
          "close",
          "repair",
          "--at",
          "2026-11-02 09:00",
          "--reason",
          "It was quick",
          "--actor",
          "Bob B.");
      assertThat(said(0, "window", "change", "drill", "--zones", "", "--actor", "Ann B."))
          .as("an empty value is handed over too")
          .isEqualTo("Already so: drill.\n");
      assertThat(said(1, "window", "open", "drill", "--client", "nobody"))
          .contains("there is a window 'drill' already")
          .endsWith("Refused: 1 error.\n");
      assertThat(
              said(
                  0,
                  "ruling",
                  "join",
                  "tracktik:reports/9001",
                  "manitou:1",
                  "--reason=Same door",
                  "--actor=Bob"))
          .isEqualTo("tracktik:reports/9001, version 1: one incident with manitou:1\n");
      assertThat(said(0, "rulebook", "list")).contains("in force today");
      assertThat(said(2, "ruling", "merge")).contains("merge");
      assertThat(said(0, "dead-letters", "billing")).contains("sink billing, 0 are open");
      assertThat(said(0, "redrive", "billing", "--from", "2026-11-20", "--why", "A look"))
          .contains("Nothing is open that fits");
      assertThat(said(1, "redrive", "normalizer")).contains("./tocsin replay");
      assertThat(said(1, "redrive", "no-such-sink")).contains("There is no sink no-such-sink");
      assertThat(said(1, "redrive", "billing", "--from", "yesterday")).contains("a day written as");
      assertThat(said(2, "settle", "books", "effect", "--why", "A look"))
          .contains("--stands=ID | --absent");
      assertThat(said(1, "settle", "books", "effect", "--absent", "--why", "A look"))
          .contains("no effect effect that was sent and not answered");
      assertThat(said(0, "rebuild", "ledger"))
          .containsPattern("operator_commands +[1-9]")
          .contains("The rebuilt database has the same rows.");
    }

    try (Stack _ = start()) {
      assertThat(started.toString())
          .as("what a command changed is not changed back by a start")
          .contains("test window repair stands otherwise than in test-windows.yml")
          .doesNotContain("test window drill");
      assertThat(said(0, "window", "list")).contains("It was quick");
    }
  }

  @Test
  void aDayIsClosed() throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    try (Stack stack = start()) {
      said(0, "operator", "add", "ana");
      String closed = said(0, "close-day", "--as", "ana");
      assertThat(closed)
          .contains(" is closed: close 1, at ", " by ana, head ", "0 raw records accepted = 0 new");
      String day = closed.substring(0, closed.indexOf(' '));
      assertThat(said(0, "close-day", day).lines().findFirst())
          .as("closed once, by whoever asked first")
          .isEqualTo(closed.lines().findFirst());
      assertThat(said(1, "close-day", today.toString())).contains("cannot be closed before");
      assertThat(said(1, "close-day", "2020-01-01")).contains("the books are closed up to " + day);
      assertThat(said(2, "close-day", "someday")).contains("someday");

      ConsoleClient console = stack.console();
      assertThat(console.get("/api/closes", "text/plain").text()).startsWith(day + " is closed");
      assertThat(console.get("/api/closes/%s/files".formatted(day), "text/plain").text())
          .isEqualTo("SHA256SUMS\nhead.json\nleaves.jsonl\nsummary.txt\n");
      assertThat(console.get("/api/closes/%s/files/summary.txt".formatted(day), "*/*").text())
          .isEqualTo(Files.readString(data().resolve("books/%s/summary.txt".formatted(day))));
      for (String path :
          List.of("../../secrets/console.secret", "%2e%2e/%2e%2e/lock", "..%2F..%2Flock", "none")) {
        assertThat(console.get("/api/closes/%s/files/%s".formatted(day, path), "*/*").status())
            .as(path)
            .isEqualTo(404);
      }
      String head = closed.replaceAll("(?s).*head ([0-9a-f]{64}).*", "$1");
      assertThat(said(0, "verify", data().resolve("books").toString(), "--head", head))
          .isEqualTo(said(0, "verify", "--ledger", "--head", head))
          .contains("All of it is as it was sealed. Newest head: " + head);
      assertThat(said(1, "verify", "--ledger", "--head", "0".repeat(64)))
          .contains("NOT AS IT WAS SEALED", "no close has the head 000");
      assertThat(console.get("/api/closes/verification", "text/plain").text()).contains(head);
      assertThat(console.get("/health", "application/json").text()).contains("\"books\"");
      assertThat(console.get("/prometheus", "*/*").text())
          .contains("tocsin_books_closes_total 2.0");
    }
  }

  private StringWriter started = new StringWriter();

  private Stack start() {
    started = new StringWriter();
    return Stack.start(
        CommandLine.populateCommand(
            new Layout(),
            "--data",
            data().toString(),
            "--config",
            config().toString(),
            "--port-base",
            "0"),
        false,
        new Progress(new PrintWriter(started)));
  }

  private Path data() {
    return dir.resolve("data").toAbsolutePath();
  }

  /// A copy of the demo's configuration.
  private Path config() {
    Path config = dir.resolve("config");
    try {
      if (!Files.exists(config)) {
        Files.createDirectories(config);
        try (Stream<Path> files = Files.list(DEMO)) {
          for (Path file : files.toList()) {
            Files.copy(file, config.resolve(file.getFileName()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return config;
  }

  private String said(int status, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data().toString()));
    var out = new StringWriter();
    var writer = new PrintWriter(out);

    int ended =
        Tocsin.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    assertThat(ended).as(out.toString()).isEqualTo(status);
    return out.toString();
  }
}
