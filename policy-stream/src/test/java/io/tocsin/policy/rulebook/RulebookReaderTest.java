package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Markdown;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RulebookReaderTest {
  @TestFactory
  Stream<DynamicTest> aBadRulebookIsRefusedWithEverythingThatIsWrong() {
    return Markdown.sections("bad-rulebooks.md").stream()
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.title(),
                    () ->
                        assertThat(said(bad.blocks("yaml").getFirst()))
                            .isEqualTo(bad.blocks("text").getFirst())));
  }

  private static String said(String yaml) {
    return switch (RulebookReader.read(yaml)) {
      case RulebookReading.Valid _ -> "valid";
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          errors.stream().map(error -> error + "\n").collect(Collectors.joining());
    };
  }

  @Test
  void aGoodRulebookIsReadWhole() {
    CompiledRulebook rulebook = Rulebooks.read(Rulebooks.yaml(7, "2026-01-01", "85.00"));

    assertThat(rulebook.version()).isEqualTo(7);
    assertThat(rulebook.effectiveFrom()).isEqualTo(LocalDate.parse("2026-01-01"));
    assertThat(rulebook.currency().getCurrencyCode()).isEqualTo("USD");
    LocalDate day = LocalDate.parse("2026-01-01");
    assertThat(rulebook.contractFor("northgate", "northgate-mall", day))
        .map(Contract::id)
        .contains("NG-2026");
    assertThat(rulebook.contractFor("harbor", null, day)).isEmpty();
    assertThat(rulebook.defaults()).containsOnlyKeys(EventType.alarm);
    assertThat(rulebook.rules())
        .singleElement()
        .extracting(Rule::then)
        .isEqualTo(
            new Outcome.Billable(
                new Handling(
                    "field-ops",
                    "respond-within-30-minutes",
                    List.of(Route.BILLING, Route.CRM),
                    List.of()),
                "ADH",
                new BigDecimal("1.0000"),
                "dispatch",
                null,
                new BigDecimal("85.0000"),
                false,
                false));
  }

  @TestFactory
  Stream<DynamicTest> theExamplesOfTheReferencePageAreValid() throws Exception {
    return new Markdown.Section("reference", Files.readString(Path.of("docs/rulebook.md")))
        .blocks("yaml").stream()
            .map(
                example ->
                    DynamicTest.dynamicTest(
                        example.lines().findFirst().orElse(""), () -> isValid(example)));
  }

  /// An example shows a whole rulebook or some of its sections.
  private static void isValid(String example) {
    String head = "version: 1\neffective-from: 2026-01-01\ncurrency: USD\n";
    String free = "defaults:\n  alarm: {billable: no, reason: NONE, because: Free.}\n";
    String whole =
        (example.startsWith("version:") ? "" : head)
            + example
            + (example.contains("defaults:") ? "" : free);

    CompiledRulebook rulebook = Rulebooks.read(whole);

    assertThat(rulebook.defaults()).isNotEmpty();
    assertThat(
            RulebookLinter.warnings(whole).stream()
                .map(RulebookWarning::message)
                .filter(message -> !message.startsWith("nothing is said of these event types")))
        .isEmpty();
  }

  @Test
  void theDemosRulebookIsValid() throws Exception {
    assertThat(RulebookReader.read(Files.readString(Path.of("../demo/config/rulebook.yml"))))
        .isInstanceOf(RulebookReading.Valid.class);
  }

  @Test
  void aPriceIsTakenFromItsTextDigitByDigit() {
    CompiledRulebook rulebook = Rulebooks.read(Rulebooks.yaml(1, "2026-01-01", "0.1001"));

    assertThat(((Outcome.Billable) rulebook.rules().getFirst().then()).unitPrice())
        .isEqualTo(new BigDecimal("0.1001"));
  }

  @Test
  void windowsLineEndsAndAByteOrderMarkDoNoHarm() {
    String yaml = "\uFEFF" + Rulebooks.yaml(1, "2026-01-01", "85.00").replace("\n", "\r\n");

    assertThat(RulebookReader.read(yaml)).isInstanceOf(RulebookReading.Valid.class);
  }

  @Test
  void rulesAreIndexedByTheTypesTheyCanMatch() {
    CompiledRulebook rulebook =
        Rulebooks.read(
            """
            version: 1
            effective-from: 2026-01-01
            currency: USD
            rules:
              - id: one
                when: event.type == "alarm" && event.life_safety
                then: {billable: no, reason: NONE, because: Free.}
              - id: some
                when: event.type in ["alarm", "restore"] || ("trouble" == event.type && event.zone == "1")
                then: {billable: no, reason: NONE, because: Free.}
              - id: any
                when: event.type == "alarm" || event.category == "Escort"
                then: {billable: no, reason: NONE, because: Free.}
              - id: not
                when: event.type != "alarm"
                then: {billable: no, reason: NONE, because: Free.}
            """);

    assertThat(ids(rulebook, EventType.alarm)).containsExactly("one", "some", "any", "not");
    assertThat(ids(rulebook, EventType.restore)).containsExactly("some", "any", "not");
    assertThat(ids(rulebook, EventType.trouble)).containsExactly("some", "any", "not");
    assertThat(ids(rulebook, EventType.other)).containsExactly("any", "not");
  }

  private static List<String> ids(CompiledRulebook rulebook, EventType type) {
    return rulebook.rulesFor(type).stream().map(Rule::id).toList();
  }

  @Test
  void anEndlessListOfErrorsIsCut() {
    String yaml =
        "version: 1\neffective-from: 2026-01-01\ncurrency: USD\nrules:\n"
            + "  - id: a\n".repeat(500);

    assertThat(((RulebookReading.Invalid) RulebookReader.read(yaml)).errors()).hasSize(100);
  }

  @Test
  void aRulebookThatIsTooLongIsRefusedUnread() {
    assertThat(said("#" + "x".repeat(RulebookReader.LONGEST)))
        .isEqualTo("line 1, column 1: the rulebook is longer than 524288 characters\n");
  }
}
