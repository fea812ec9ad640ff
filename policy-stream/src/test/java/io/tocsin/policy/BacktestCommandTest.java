package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said without asking Kafka.
final class BacktestCommandTest {
  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) {
    var all = new ArrayList<String>(List.of(BacktestCommand.NAME));
    all.addAll(List.of(arguments));
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new BacktestCommand(stream, stream, Map.of()).run(all);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String rulebook(String yaml) throws Exception {
    return Files.writeString(dir.resolve("rulebook.yml"), yaml).toString();
  }

  @Test
  void whatIsNotUnderstoodIsAnsweredWithTheUsage() {
    assertThat(run()).isEqualTo(Command.MISUSED);
    assertThat(run("a.yml")).isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-01")).isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-01", "--to")).isEqualTo(Command.MISUSED);
    assertThat(run("--from", "2026-11-01", "--to", "2026-11-30")).isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "b.yml", "--from", "2026-11-01", "--to", "2026-11-30"))
        .isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-01", "--from", "2026-11-02", "--to", "2026-11-30"))
        .isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-01", "--to", "2026-11-30", "--dry"))
        .isEqualTo(Command.MISUSED);
    assertThat(said().split("Usage: policy-stream backtest <file>", -1)).hasSize(9);
  }

  @Test
  void daysThatAreNoneAreMisuse() {
    assertThat(run("a.yml", "--from", "11/01/2026", "--to", "2026-11-30"))
        .isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-01", "--to", "2026-11-31"))
        .isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2026-11-30", "--to", "2026-11-01"))
        .isEqualTo(Command.MISUSED);
    assertThat(run("a.yml", "--from", "2025-11-01", "--to", "2026-11-02"))
        .isEqualTo(Command.MISUSED);
    assertThat(said())
        .isEqualTo(
            """
            '11/01/2026' is no day; write it as 2026-01-31.
            '2026-11-31' is no day; write it as 2026-01-31.
            The first day, 2026-11-30, is after the last one, 2026-11-01.
            These are 367 days; a back-test takes 366 at most.
            """);
  }

  @Test
  void aCandidateThatIsNotValidIsRefusedWithEverythingThatIsWrong() throws Exception {
    String bad = rulebook("version: one\n");

    assertThat(run(bad, "--from", "2026-11-01", "--to", "2026-11-01", "--json"))
        .isEqualTo(Command.REFUSED);
    assertThat(said())
        .contains(
            "line 1, column 10: rulebook: 'version' must be a whole number from 1 to 999999999\n")
        .contains("line 1, column 1: rulebook: 'currency' is missing\n")
        .endsWith("Refused: 4 errors.\n");
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    String good = rulebook(Rulebooks.yaml(8, "2027-01-01", "90.00"));
    String nowhere = dir.resolve("no-such-folder/lines.csv").toString();

    assertThat(run("no-such.yml", "--from", "2026-11-01", "--to", "2026-11-30"))
        .isEqualTo(Command.REFUSED);
    assertThat(run(good, "--from", "2026-11-01", "--to", "2026-11-30", "--csv", nowhere))
        .isEqualTo(Command.REFUSED);
    assertThat(run(good, "--from", "2026-11-01", "--to", "2026-11-30", "--csv", dir.toString()))
        .isEqualTo(Command.REFUSED);
    assertThat(said())
        .isEqualTo(
            """
            There is no file no-such.yml.
            %s cannot be written.
            %s cannot be written.
            """
                .formatted(nowhere, dir));
  }
}
