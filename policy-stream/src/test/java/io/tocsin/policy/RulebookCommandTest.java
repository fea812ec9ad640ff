package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RulebookCommandTest {
  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new RulebookCommand(new PrintStream(out, true, StandardCharsets.UTF_8), Map.of())
        .run(List.of(arguments));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String file(byte[] content) throws Exception {
    return Files.write(dir.resolve("rulebook.yml"), content).toString();
  }

  @Test
  void aGoodRulebookIsSummedUp() throws Exception {
    String good = file(Rulebooks.yaml(7, "2026-01-01", "85.00").getBytes(StandardCharsets.UTF_8));

    assertThat(run("check-rulebook", good)).isZero();
    assertThat(said())
        .isEqualTo(
            "Warning, line 18, column 1: nothing is said of these event types, so each such event"
                + " goes to review: false_alarm, patrol_incident, maintenance, supervisory,"
                + " trouble, restore, status_report, open_close, bypass, test_signal, other\n"
                + "Version 7, in force from 2026-01-01: 1 rules, 1 defaults, 1 contracts. No"
                + " errors, 1 warning.\n");
  }

  @Test
  void whereThereIsNothingToWarnOfNothingIsSaidOfWarnings() throws Exception {
    String all =
        """
        version: 1
        effective-from: 2026-01-01
        currency: USD
        rules:
          - {id: all, when: event.source != "", then: {billable: no, reason: FREE, because: All is free.}}
        """;

    assertThat(run("check-rulebook", file(all.getBytes(StandardCharsets.UTF_8)))).isZero();
    assertThat(said())
        .isEqualTo(
            "Version 1, in force from 2026-01-01: 1 rules, 0 defaults, 0 contracts. No errors.\n");
  }

  @Test
  void aRollbackToNothingIsRefusedWithoutKafka() {
    assertThat(run("publish-rulebook", "--rollback", "five", "2026-01-01", "ann", "why"))
        .isEqualTo(RulebookCommand.REFUSED);
    assertThat(run("publish-rulebook", "--rollback", "5", "01/31/2026", "ann", "why"))
        .isEqualTo(RulebookCommand.REFUSED);
    assertThat(said())
        .isEqualTo(
            """
            'five' is no version; list-rulebooks says which there are.
            '01/31/2026' is no day; write it as 2026-01-31.
            """);
  }

  @Test
  void aBadRulebookIsRefusedWithoutKafka() throws Exception {
    String bad = file("version: one\n".getBytes(StandardCharsets.UTF_8));

    assertThat(run("publish-rulebook", bad)).isEqualTo(RulebookCommand.REFUSED);
    assertThat(said())
        .contains(
            "line 1, column 10: rulebook: 'version' must be a whole number from 1 to 999999999\n")
        .contains("line 1, column 1: rulebook: 'currency' is missing\n")
        .endsWith("4 errors.\n");
  }

  @Test
  void aFileInAnotherEncodingIsRefused() throws Exception {
    String latin = file("currency: \u00a3\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(run("check-rulebook", latin)).isEqualTo(RulebookCommand.REFUSED);
    assertThat(said()).contains("the file is not UTF-8 text");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(run("check-rulebook", "no-such.yml")).isEqualTo(RulebookCommand.REFUSED);
    assertThat(said()).isEqualTo("There is no file no-such.yml.\n");
  }

  @Test
  void anythingElseIsAnsweredWithTheUsage() {
    assertThat(run("publish")).isEqualTo(RulebookCommand.MISUSED);
    assertThat(run("check-rulebook")).isEqualTo(RulebookCommand.MISUSED);
    assertThat(run("list-rulebooks", "all")).isEqualTo(RulebookCommand.MISUSED);
    assertThat(run("publish-rulebook", "--rollback", "5", "2026-01-01"))
        .isEqualTo(RulebookCommand.MISUSED);
    assertThat(run()).isEqualTo(RulebookCommand.MISUSED);
    assertThat(said()).contains("publish-rulebook <file>");
  }
}
