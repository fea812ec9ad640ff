package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Markdown;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.EventType;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RulebookLinterTest {
  private static final String HEAD = "version: 1\neffective-from: 2026-01-01\ncurrency: USD\n";

  @TestFactory
  Stream<DynamicTest> whatIsProbablyNotMeantSoIsSaid() {
    return Markdown.sections("warnings.md").stream()
        .map(
            section ->
                DynamicTest.dynamicTest(
                    section.title(),
                    () ->
                        assertThat(said(whole(section.blocks("yaml").getFirst())))
                            .isEqualTo(section.blocks("text").getFirst())));
  }

  private static String whole(String sections) {
    return sections.contains("defaults:") ? HEAD + sections : HEAD + sections + everyDefault();
  }

  private static String everyDefault() {
    return Arrays.stream(EventType.values())
        .map(type -> "  %s: {billable: no, reason: NONE, because: Free.}\n".formatted(type))
        .collect(Collectors.joining("", "defaults:\n", ""));
  }

  private static String said(String yaml) {
    Rulebooks.read(yaml);
    return RulebookLinter.warnings(yaml).stream()
        .map(warning -> warning + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void aRulebookThatIsNotValidHasErrorsAndNoWarnings() {
    assertThat(RulebookLinter.warnings("version: 1\n")).isEmpty();
  }
}
