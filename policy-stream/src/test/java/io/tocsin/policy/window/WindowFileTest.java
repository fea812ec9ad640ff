package io.tocsin.policy.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Markdown;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.schemas.TestWindow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class WindowFileTest {
  @TestFactory
  Stream<DynamicTest> aBadFileIsRefusedWhole() {
    return Markdown.sections("bad-windows.md").stream()
        .filter(section -> section.title().startsWith("File: "))
        .map(
            section ->
                DynamicTest.dynamicTest(
                    section.title(),
                    () ->
                        assertThat(errors(section.blocks("yaml").getFirst()))
                            .isEqualTo(section.blocks("text").getFirst().strip())));
  }

  private static String errors(String yaml) {
    return switch (WindowFile.read(yaml, Directory.SITES)) {
      case WindowFile.Read.Valid(List<TestWindow> windows) -> "valid: " + windows;
      case WindowFile.Read.Invalid(List<RulebookError> errors) ->
          errors.stream().map(RulebookError::toString).collect(Collectors.joining("\n"));
    };
  }

  @Test
  void aGoodFileIsReadInItsOrder() {
    WindowFile.Read read =
        WindowFile.read(
            """
            actor: Ann B.
            windows:
              - id: walk-test
                client: harbor
                types: [alarm, test_signal]
                start: 2026-01-01T00:00Z
                weekly:
                  - monday, friday 06:00-06:30
                reason: Weekly walk test
              - {id: drill, site: northgate-mall, zones: ["12"], start: 2026-11-21 18:00, end: +2h, reason: Fire drill, actor: Bob}
            """,
            Directory.SITES);

    assertThat(read)
        .isInstanceOfSatisfying(
            WindowFile.Read.Valid.class,
            valid ->
                assertThat(valid.windows())
                    .satisfiesExactly(
                        walk -> {
                          assertThat(walk.getActor()).isEqualTo("Ann B.");
                          assertThat(walk.getWeekly().getFirst().getDays())
                              .containsExactly("monday", "friday");
                          assertThat(walk.getEndsAt()).isNull();
                        },
                        drill -> {
                          assertThat(drill.getActor()).isEqualTo("Bob");
                          assertThat(drill.getZones()).containsExactly("12");
                          assertThat(drill.getEndsAt())
                              .isEqualTo(Instant.parse("2026-11-22T02:00:00Z"));
                        }));
  }

  @Test
  void theFileOfTheDocumentationIsGood() throws Exception {
    String page = Files.readString(Path.of("docs", "test-windows.md"));
    int from = page.indexOf("```yaml\n") + "```yaml\n".length();

    assertThat(WindowFile.read(page.substring(from, page.indexOf("```", from)), Directory.SITES))
        .isInstanceOfSatisfying(
            WindowFile.Read.Valid.class,
            valid ->
                assertThat(valid.windows())
                    .extracting(TestWindow::getId)
                    .containsExactly("northgate-drill", "harbor-walk-test", "never-was"));
  }
}
