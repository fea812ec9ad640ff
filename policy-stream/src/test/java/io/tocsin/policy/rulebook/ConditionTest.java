package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.policy.Events;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.EventType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionTest {
  /// Every day from 18:00 to 06:00, and Thanksgiving.
  private static final Schedule AFTER_HOURS =
      new Schedule(
          "after-hours",
          List.of(
              new Schedule.Span(
                  EnumSet.allOf(DayOfWeek.class), LocalTime.of(18, 0), LocalTime.of(6, 0))),
          Set.of(LocalDate.parse("2026-11-26")));

  private static ConditionReading compile(String text) {
    return ConditionCompiler.compile(text, Set.of(AFTER_HOURS.id()));
  }

  private static Condition condition(String text) {
    return switch (compile(text)) {
      case ConditionReading.Usable(Condition condition) -> condition;
      case ConditionReading.Refused(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static Map<String, Object> valuesOf(CanonicalEvent event) {
    return EventFields.valuesOf(event, false, List.of(AFTER_HOURS));
  }

  private static Verdict test(String text, CanonicalEvent event) {
    return condition(text).test(valuesOf(event));
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
        "event.disposition == 'RES-7' && event.disposition_name == 'Employee on site'",
        "event.alarm_level == 3 && event.user == '017'",
        "event.past_horizon && !event.on_test",
        "'after-hours' in event.schedules && event.schedules.size() == 1",
        "event.schedules == ['after-hours']",
      })
  void aConditionHolds(String text) {
    CanonicalEvent event =
        Events.event("1")
            .setAttributes(Map.of("shift", "night"))
            .setDisposition(
                Disposition.newBuilder().setCode("RES-7").setName("Employee on site").build())
            .setAlarmLevel(3)
            .setUser("017")
            .setPastHorizon(true)
            .build();

    assertThat(test(text, event)).isEqualTo(new Verdict.Holds());
  }

  @Test
  void whetherATestCoversAnEventIsSaidFromOutside() {
    CanonicalEvent event = Events.event("1").build();

    assertThat(condition("event.on_test").test(EventFields.valuesOf(event, true, List.of())))
        .isEqualTo(new Verdict.Holds());
  }

  @Test
  void aScheduleIsReadAtTheSite() {
    // 11:00 and 12:00 in Chicago.
    CanonicalEvent holiday =
        Events.event("1").setOccurredAt(Instant.parse("2026-11-26T17:00:00Z")).build();
    CanonicalEvent noon =
        Events.event("1").setOccurredAt(Instant.parse("2026-11-03T18:00:00Z")).build();
    CanonicalEvent nowhere = Events.event("1").setSite(null).build();

    assertThat(test("'after-hours' in event.schedules", holiday)).isEqualTo(new Verdict.Holds());
    assertThat(test("'after-hours' in event.schedules", noon)).isEqualTo(new Verdict.DoesNotHold());
    assertThat(test("event.schedules.size() == 0", nowhere)).isEqualTo(new Verdict.Holds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "event.category == 'Escort'"
            + "~ event.category == \"Escort\" does not hold: event.category is \"After hours"
            + " dispatch\"",
        "event.type == 'alarm_dispatch' && event.severity > 2 && event.zone == '1'"
            + "~ event.severity > 2 does not hold: event.severity is \"0\"",
        "event.type == 'alarm_dispatch' && (event.life_safety || event.zone == '1')"
            + "~ event.life_safety || event.zone == \"1\" does not hold: event.life_safety is"
            + " \"false\", event.zone is \"\"",
        "event.type == 'alarm_dispatch' && (event.code == '28' && event.local_hour < 6)"
            + "~ event.local_hour < 6 does not hold: event.local_hour is \"22\"",
        "!('after-hours' in event.schedules)"
            + "~ !(\"after-hours\" in event.schedules) does not hold: event.schedules is"
            + " \"after-hours\"",
        "event.attributes.get('shift') in ['day', 'late']"
            + "~ event.attributes.get(\"shift\") in [\"day\", \"late\"] does not hold:"
            + " event.attributes.shift is \"night\"",
        // What cannot be evaluated is not what kept the rule from matching.
        "1 / event.severity > 2 && event.zone == '1'"
            + "~ event.zone == \"1\" does not hold: event.zone is \"\"",
        "1 > 2~ 1 > 2 does not hold",
      })
  void theFirstPartThatDoesNotHoldIsSaid(String text, String why) {
    CanonicalEvent event = Events.event("1").setAttributes(Map.of("shift", "night")).build();

    assertThat(test(text, event)).isEqualTo(new Verdict.DoesNotHold());
    assertThat(condition(text).why(valuesOf(event))).contains(why);
  }

  @Test
  void aConditionThatHoldsOrFailsHasNoPartThatDoesNotHold() {
    CanonicalEvent event = Events.event("1").build();

    assertThat(condition("event.code == '28'").why(valuesOf(event))).isEmpty();
    assertThat(condition("1 / event.severity > 2").why(valuesOf(event))).isEmpty();
  }

  @Test
  void aConditionCanBeCompiledAlone() {
    assertThat(Condition.of("event.life_safety").types()).containsOnly(EventType.values());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.of("event.categry == ''"))
        .withMessageContaining("there is no field event.categry");
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
                .seen(valuesOf(event)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "event.category", "After hours dispatch",
                "event.attributes.shift", "night",
                "event.severity", "0",
                "event.status", "x".repeat(200)));
  }

  @Test
  void aConditionHasAGreatestLength() {
    assertThat(compile("event.life_safety" + " || event.life_safety".repeat(200)))
        .isInstanceOf(ConditionReading.Refused.class);
    assertThat(compile("(".repeat(200) + "event.life_safety" + ")".repeat(200)))
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
    assertThat(compile(text)).isInstanceOf(ConditionReading.Refused.class);
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

    assertThat(valuesOf(bare)).hasSize(EventFields.ALL.size()).doesNotContainValue(null);
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
