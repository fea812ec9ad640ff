package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final List<String> WORDS =
      List.of("", "1", "alarm", "trouble", "ä", "\uD83D\uDE00");

  @Property(tries = 1000)
  void aGateSaysWhatTheEngineSays(
      @ForAll("conditions") String text, @ForAll("events") CanonicalEvent event) {
    Condition condition = Condition.of(text);
    Map<String, Object> values = EventFields.valuesOf(event, event.getLifeSafety(), List.of());

    assertThat(condition.test(values)).as(text).isEqualTo(condition.evaluate(values));
    assertThat(condition.why(values).isPresent())
        .as(text)
        .isEqualTo(condition.evaluate(values) instanceof Verdict.DoesNotHold);
  }

  @Provide
  Arbitrary<String> conditions() {
    return terms().list().ofMinSize(1).ofMaxSize(3).map(terms -> String.join(" && ", terms));
  }

  private static Arbitrary<String> terms() {
    Arbitrary<String> field =
        Arbitraries.of("event.zone", "event.area", "event.category", "event.site_id");
    Arbitrary<String> constant = Arbitraries.of(WORDS).map("\"%s\""::formatted);
    Arbitrary<String> type =
        Arbitraries.of(EventType.values()).map(t -> "event.type == '%s'".formatted(t.name()));
    return Arbitraries.oneOf(
        Combinators.combine(field, Arbitraries.of("==", "!=", "<", ">="), constant)
            .as("%s %s %s"::formatted),
        Combinators.combine(constant, Arbitraries.of("==", "!="), field).as("%s %s %s"::formatted),
        Combinators.combine(field, constant, constant).as("%s in [%s, %s]"::formatted),
        Combinators.combine(field, constant, constant).as("!(%s in [%s, %s])"::formatted),
        Combinators.combine(field, constant, constant, field)
            .as((a, x, y, b) -> "(%s == %s || %s == %s)".formatted(a, x, y, b)),
        Combinators.combine(type, type).as("(%s || %s)"::formatted),
        Arbitraries.of(
            "event.life_safety",
            "!event.on_test",
            "event.on_test == false",
            "event.severity != 2",
            // Fails for an event without severity.
            "6 / event.severity > 2"));
  }

  @Provide
  Arbitrary<CanonicalEvent> events() {
    Arbitrary<String> word = Arbitraries.of(WORDS).injectNull(0.2);
    return Combinators.combine(
            Arbitraries.of(EventType.values()),
            word,
            word,
            word,
            Arbitraries.of(1, 2, 5).injectNull(0.5),
            Arbitraries.of(true, false))
        .as(
            (type, zone, area, category, severity, lifeSafety) ->
                Events.event("1")
                    .setType(type)
                    .setZone(zone)
                    .setArea(area)
                    .setCategory(category)
                    .setSeverity(severity)
                    .setLifeSafety(lifeSafety)
                    .build());
  }

  @Test
  void onlyComparisonsWithConstantsAreGates() {
    assertThat(
            Condition.of(
                    "event.type == 'alarm' && event.zone in ['1'] && event.zone > '0' &&"
                        + " event.severity == 1 && event.zone == event.area && !event.on_test &&"
                        + " event.attributes.get('a') == 'b'")
                .terms())
        .extracting(term -> term.gate() != null)
        .containsExactly(true, true, false, false, false, true, false);
  }
}
