package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionTest {
  private static Condition condition(String text) {
    return switch (ConditionCompiler.compile(text)) {
      case ConditionReading.Usable(Condition condition) -> condition;
      case ConditionReading.Refused(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static Verdict test(String text, CanonicalEvent event) {
    return condition(text).test(EventFields.valuesOf(event));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.type == 'alarm_dispatch'",
        "event.category.startsWith('After')",
        "event.category.matches('(?i)after HOURS')",
        "event.local_time >= '17:30' || event.local_time < '06:00'",
        "event.local_hour == 22",
        "event.weekday == 'monday'",
        "event.service_day == '2026-11-02'",
        "event.client_id in ['northgate', 'harbor']",
        "event.attributes.get('shift') == 'night'",
        "event.attributes.get('absent') == ''",
        "'shift' in event.attributes && event.attributes.size() == 1",
        "event.severity == 0 && event.zone == '' && event.qualifier == ''",
        "!event.life_safety",
        "event.severity < 1.5",
        "event.code == '28' ? event.vendor == 'tracktik' : false",
      })
  void aConditionHolds(String text) {
    CanonicalEvent event = Events.event("1").setAttributes(Map.of("shift", "night")).build();

    assertThat(test(text, event)).isEqualTo(new Verdict.Holds());
  }

  @Test
  void anUnknownSiteHasNoLocalTime() {
    CanonicalEvent event = Events.event("1").setSite(null).setSiteKey("tracktik:77").build();

    assertThat(
            test(
                "event.local_hour == -1 && event.local_time == '' && event.client_id == '' &&"
                    + " event.site_id == ''",
                event))
        .isEqualTo(new Verdict.Holds());
  }

  @Test
  void aFailureSaysWhyWithoutTheValue() {
    CanonicalEvent event = Events.event("1").setCategory("secret words").build();

    assertThat(test("10 / event.severity > 1", event))
        .isEqualTo(new Verdict.Failed("it divides by zero for this event"));
    assertThat(test("int(event.category) > 1", event))
        .isEqualTo(
            new Verdict.Failed(
                "it reads a text of this event as a number or time, which it is not"));
    assertThat(test("event.severity + 9223372036854775807 - 1 + 2 > 1", event))
        .isEqualTo(new Verdict.Failed("a number in it becomes too large for this event"));
  }

  @Test
  void whatTheConditionLookedAtIsSaid() {
    CanonicalEvent event =
        Events.event("1")
            .setAttributes(Map.of("shift", "night", "officer-count", "2"))
            .setStatus("x".repeat(300))
            .build();

    assertThat(
            condition(
                    "event.category != 'x' && event.attributes.get('shift') != '' && event.status"
                        + " != '' && event.severity < 3")
                .seen(EventFields.valuesOf(event)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "event.category", "After hours dispatch",
                "event.attributes.shift", "night",
                "event.severity", "0",
                "event.status", "x".repeat(200)));
  }

  @Test
  void aConditionHasAGreatestLength() {
    assertThat(ConditionCompiler.compile("event.life_safety" + " || event.life_safety".repeat(200)))
        .isInstanceOf(ConditionReading.Refused.class);
    assertThat(ConditionCompiler.compile("(".repeat(200) + "event.life_safety" + ")".repeat(200)))
        .isInstanceOf(ConditionReading.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.category.matches('(a{1,900}){1,900}')",
        "event.category.matches('a{99}{99}')",
        "event.category.matches(event.status)",
      })
  void aPatternThatCouldCostMuchIsRefused(String text) {
    assertThat(ConditionCompiler.compile(text)).isInstanceOf(ConditionReading.Refused.class);
  }

  @Test
  void everyFieldHasAValueForTheBarestEvent() {
    CanonicalEvent bare =
        Events.event("1")
            .setSite(null)
            .setSiteRef(null)
            .setCode(null)
            .setCodeScheme(null)
            .setCodeName(null)
            .setCategory(null)
            .setStatus(null)
            .setType(EventType.other)
            .build();

    assertThat(EventFields.valuesOf(bare))
        .hasSize(EventFields.ALL.size())
        .doesNotContainValue(null);
  }

  @Test
  void everyFieldIsInTheReference() throws Exception {
    String reference = Files.readString(Path.of("docs/rulebook.md"));

    EventFields.meanings()
        .forEach(
            (name, meaning) ->
                assertThat(reference).contains("| `%s` | ".formatted(name)).contains(meaning));
  }
}
