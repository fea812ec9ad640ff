package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What needs neither Kafka nor a registry.
final class CommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Commands.run(
        List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8), Map.of());
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aWordThatIsNoCommandIsAnsweredWithAllOfThem() {
    assertThat(run("windows")).isEqualTo(Command.MISUSED);
    assertThat(said())
        .contains("runs the stream")
        .contains("check-rulebook <file>")
        .contains("window open|change|close|cancel|list")
        .contains("publish-windows <file>")
        .contains("ruling join|split|resolve|withdraw|list");
  }

  @Test
  void theRulebookCommandsGoByTwoWordsToo() {
    assertThat(run("rulebook", "check", "no-such.yml")).isEqualTo(Command.REFUSED);
    assertThat(run("rulebook", "publish", "no-such.yml")).isEqualTo(Command.REFUSED);
    assertThat(run("rulebook", "rollback", "five", "2026-01-01", "ann", "why"))
        .isEqualTo(Command.REFUSED);
    assertThat(said())
        .isEqualTo(
            """
            There is no file no-such.yml.
            There is no file no-such.yml.
            'five' is no version; list-rulebooks says which there are.
            """);
    assertThat(run("rulebook", "--help")).isZero();
    assertThat(said()).contains("Usage: rulebook check <file>");
    assertThat(run("rulebook")).isEqualTo(Command.MISUSED);
    assertThat(run("rulebook", "lst")).isEqualTo(Command.MISUSED);
  }

  @Test
  void aMissingFileOfWindowsIsNamed() {
    assertThat(run("publish-windows", "no-such.yml")).isEqualTo(Command.REFUSED);
    assertThat(run("window", "publish", "no-such.yml")).isEqualTo(Command.REFUSED);
    assertThat(said()).isEqualTo("There is no file no-such.yml.\nThere is no file no-such.yml.\n");
  }

  @Test
  void whatIsMissingOrUnknownOnTheCommandLineIsNamed() {
    assertThat(run("window")).isEqualTo(Command.MISUSED);
    assertThat(run("window", "open")).isEqualTo(Command.MISUSED);
    assertThat(said()).contains("Missing required parameter: 'ID'");
    assertThat(run("window", "close", "drill", "--until", "now")).isEqualTo(Command.MISUSED);
    assertThat(said()).contains("Unknown options: '--until', 'now'");
    assertThat(run("ruling", "join", "tracktik:1")).isEqualTo(Command.MISUSED);
    assertThat(said()).contains("Missing required parameter: 'OTHER-EVENT-KEY'");
    assertThat(run("ruling", "merge", "tracktik:1")).isEqualTo(Command.MISUSED);
    assertThat(run("publish-windows")).isEqualTo(Command.MISUSED);
  }

  @Test
  void whatCanBeSaidWithoutKafkaIsKnown() {
    var unused = new PrintStream(out, true, StandardCharsets.UTF_8);

    assertThat(
            List.of(
                List.of("rulebook", "check", "rulebook.yml"),
                List.of("check-rulebook", "rulebook.yml"),
                List.of("window", "open", "--help"),
                List.of("ruling"),
                List.of("windows", "list")))
        .noneMatch(arguments -> Commands.needsKafka(arguments, unused));
    assertThat(
            List.of(
                List.of("rulebook", "list"),
                List.of("rulebook", "publish", "rulebook.yml"),
                List.of("list-rulebooks"),
                List.of("window", "list"),
                List.of("publish-windows", "windows.yml"),
                List.of("ruling", "split", "tracktik:1")))
        .allMatch(arguments -> Commands.needsKafka(arguments, unused));
  }

  @Test
  void helpSaysWhatCanBeSaid() {
    assertThat(run("window", "open", "--help")).isZero();
    assertThat(said()).contains("--client", "--site", "--zones", "--types", "--start", "--end");
    assertThat(said()).contains("--weekly", "--reason", "--actor");
    assertThat(run("ruling", "resolve", "--help")).isZero();
    assertThat(said()).contains("--type", "--accept", "--not-billable");
  }
}
