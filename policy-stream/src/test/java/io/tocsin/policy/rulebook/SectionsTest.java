package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each section of a good rulebook is read as.
final class SectionsTest {
  private static final String HEAD = "version: 1\neffective-from: 2026-01-01\ncurrency: USD\n";
  private static final String FREE =
      "defaults:\n  alarm: {billable: no, reason: NONE, because: Free.}\n";

  private static CompiledRulebook read(String sections) {
    return Rulebooks.read(HEAD + sections + (sections.contains("defaults:") ? "" : FREE));
  }

  private static BigDecimal exact(String number) {
    return new BigDecimal(number).setScale(4);
  }

  @Test
  void aContractHasDatesAndTermsOfItsOwn() {
    CompiledRulebook rulebook =
        read(
            """
            contracts:
              - id: A
                client: north
                sites: [s-1, s-2]
                from: 2026-01-01
                until: 2026-06-30
                currency: JPY
                rounding: half-even
                prices:
                  ADH: {unit-price: 9000, minimum-units: 0.5, free-per-month: 3, cap-per-month: 20}
                signal-plan: {sku: SIG, unit: signal, types: [alarm, restore], included-per-month: 0, unit-price: 1.5}
            """);

    assertThat(rulebook.contracts())
        .containsExactly(
            new Contract(
                "A",
                "north",
                Set.of("s-1", "s-2"),
                LocalDate.parse("2026-01-01"),
                LocalDate.parse("2026-06-30"),
                Currency.getInstance("JPY"),
                RoundingMode.HALF_EVEN,
                Map.of("ADH", new Terms(exact("9000"), exact("0.5"), exact("3"), exact("20"))),
                new SignalPlan(
                    "SIG", "signal", Set.of(EventType.alarm, EventType.restore), 0, exact("1.5"))));
  }

  @Test
  void aContractThatSaysNothingElseIsForAllSitesForEver() {
    CompiledRulebook rulebook = read("contracts:\n  - {id: A, client: north}\n");

    assertThat(rulebook.contracts())
        .containsExactly(
            new Contract(
                "A",
                "north",
                Set.of(),
                null,
                null,
                Currency.getInstance("USD"),
                RoundingMode.HALF_UP,
                Map.of(),
                null));
    assertThat(rulebook.contracts().getFirst().inForce(LocalDate.MIN)).isTrue();
    assertThat(rulebook.contracts().getFirst().inForce(LocalDate.MAX)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "north, s-1,  2026-01-01, OLD",
    "north, s-1,  2026-03-31, OLD",
    "north, s-1,  2026-04-01, SITE",
    "north, s-2,  2026-04-01, NEW",
    "north,     , 2026-04-01, NEW",
    "north, s-1,  2026-05-01, NEW",
    "south, s-1,  2026-04-01, SOUTH",
    "south, s-2,  2026-04-01,",
    "south,     , 2026-04-01,",
    "east,  s-1,  2026-04-01,",
  })
  void theContractInForceIsTheNearest(String client, String site, LocalDate day, String contract) {
    CompiledRulebook rulebook =
        read(
            """
            contracts:
              - {id: OLD, client: north, until: 2026-03-31}
              - {id: NEW, client: north, from: 2026-04-01}
              - {id: SITE, client: north, sites: [s-1], from: 2026-04-01, until: 2026-04-30}
              - {id: SOUTH, client: south, sites: [s-1]}
            """);

    assertThat(rulebook.contractFor(client, site, day).map(Contract::id).orElse(null))
        .isEqualTo(contract);
  }

  @Test
  void pricesComeFromTheContractThenTheOutcomeThenTheList() {
    CompiledRulebook rulebook =
        read(
            """
            prices:
              ADH: {unit: dispatch, unit-price: 85, minimum-units: 2}
              RESP: {unit: dispatch, unit-price: 60}
            contracts:
              - {id: A, client: north, prices: {ADH: {unit-price: 79.5}, OWN: {unit-price: 5}}}
              - {id: B, client: south, prices: {ADH: {minimum-units: 3}, OWN: {unit-price: 6}}}
            defaults:
              alarm: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
              trouble: {billable: yes, sku: ADH, quantity: 1, unit-price: 99, minimum-units: 4, routes: [billing]}
              restore: {billable: yes, sku: RESP, quantity: 1, routes: [billing]}
              bypass: {billable: yes, sku: OWN, quantity: 1, unit: look, routes: [billing, dispatch, notify]}
            """);

    assertThat(prices(rulebook, EventType.alarm)).containsExactly("79.5 x 2", "85 x 3");
    assertThat(prices(rulebook, EventType.trouble)).containsExactly("79.5 x 4", "99 x 3");
    assertThat(prices(rulebook, EventType.restore)).containsExactly("60 x 0", "60 x 0");
    assertThat(prices(rulebook, EventType.bypass)).containsExactly("5 x 0", "6 x 0");
    assertThat(sold(rulebook, EventType.alarm).unit()).isEqualTo("dispatch");
    assertThat(sold(rulebook, EventType.bypass).handling().routes())
        .containsExactly(Route.BILLING, Route.DISPATCH, Route.NOTIFY);
  }

  private static Outcome.Billable sold(CompiledRulebook rulebook, EventType type) {
    return (Outcome.Billable) rulebook.defaults().get(type);
  }

  private static List<String> prices(CompiledRulebook rulebook, EventType type) {
    Outcome.Billable sold = sold(rulebook, type);
    return rulebook.contracts().stream()
        .map(
            contract ->
                "%s x %s"
                    .formatted(
                        contract.unitPrice(sold).stripTrailingZeros().toPlainString(),
                        contract.minimumUnits(sold).stripTrailingZeros().toPlainString()))
        .toList();
  }

  @Test
  void aContractInAnotherCurrencyWithAllItsOwnPricesIsGood() {
    CompiledRulebook rulebook =
        read(
            """
            contracts:
              - {id: A, client: north, currency: EUR, prices: {ADH: {unit-price: 70}}}
            defaults:
              alarm: {billable: yes, sku: ADH, quantity: 1, unit: dispatch, unit-price: 85, routes: [billing]}
            """);

    assertThat(rulebook.contracts().getFirst().currency().getCurrencyCode()).isEqualTo("EUR");
  }

  @Test
  void anOutcomeIsOncePerIncidentAndNotOnTestUnlessItSaysSo() {
    CompiledRulebook rulebook =
        read(
            """
            prices:
              ADH: {unit: dispatch, unit-price: 85}
            defaults:
              alarm: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
              trouble: {billable: yes, sku: ADH, quantity: 1, once-per: event, even-on-test: yes, routes: [billing]}
              restore: {billable: yes, sku: ADH, quantity: 1, once-per: incident, even-on-test: no, routes: [billing]}
            """);

    assertThat(List.of(EventType.alarm, EventType.trouble, EventType.restore))
        .extracting(
            type -> sold(rulebook, type).oncePerEvent(), type -> sold(rulebook, type).evenOnTest())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(false, false),
            org.assertj.core.groups.Tuple.tuple(true, true),
            org.assertj.core.groups.Tuple.tuple(false, false));
  }

  @Test
  void aScheduleHasSpansAndHolidays() {
    CompiledRulebook rulebook =
        read(
            """
            schedules:
              - id: after-hours
                spans:
                  - {days: [monday], from: 18:00, to: 06:00}
                  - {days: [saturday, sunday], from: 00:00, to: 24:00}
                holidays: [2026-12-25]
            """);

    assertThat(rulebook.schedules())
        .containsExactly(
            new Schedule(
                "after-hours",
                List.of(
                    new Schedule.Span(
                        Set.of(DayOfWeek.MONDAY), LocalTime.of(18, 0), LocalTime.of(6, 0)),
                    new Schedule.Span(
                        Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                        LocalTime.MIDNIGHT,
                        LocalTime.MIDNIGHT)),
                Set.of(LocalDate.parse("2026-12-25"))));
  }

  // 2 November 2026 is a Monday, 25 December 2026 a Friday.
  @ParameterizedTest
  @CsvSource({
    "2026-11-02T17:59, false",
    "2026-11-02T18:00, true",
    "2026-11-03T05:59, true",
    "2026-11-03T06:00, false",
    "2026-11-03T18:00, false",
    "2026-11-02T05:00, false",
    "2026-11-07T00:00, true",
    "2026-11-08T23:59, true",
    "2026-11-09T00:00, false",
    "2026-12-25T00:00, true",
    "2026-12-25T23:59, true",
    "2026-12-24T23:59, false",
  })
  void aScheduleHoldsItsHours(LocalDateTime at, boolean holds) {
    Schedule schedule =
        read("""
        schedules:
          - id: after-hours
            spans:
              - {days: [monday], from: 18:00, to: 06:00}
              - {days: [saturday, sunday], from: 00:00, to: 24:00}
            holidays: [2026-12-25]
        """)
            .schedules()
            .getFirst();

    assertThat(schedule.holds(at)).isEqualTo(holds);
  }

  @Test
  void incidentsAreClassesOfTypesAndGroupsOfSystems() {
    CompiledRulebook rulebook =
        read(
            """
            incidents:
              - {id: intrusion, types: [alarm, alarm_dispatch], within: 45m, margin: 90s}
              - {id: service, types: [trouble], within: 1d, margin: 2h}
            references:
              - [aura, tracktik]
              - [sedona, manitou, silvertrac]
            """);

    IncidentClass intrusion =
        new IncidentClass(
            "intrusion",
            Set.of(EventType.alarm, EventType.alarm_dispatch),
            Duration.ofMinutes(45),
            Duration.ofSeconds(90));
    assertThat(rulebook.incidentClasses())
        .containsExactly(
            intrusion,
            new IncidentClass(
                "service", Set.of(EventType.trouble), Duration.ofDays(1), Duration.ofHours(2)));
    assertThat(rulebook.classOf(EventType.alarm_dispatch)).contains(intrusion);
    assertThat(rulebook.classOf(EventType.restore)).isEmpty();
    assertThat(rulebook.referenceGroups())
        .containsExactly(Set.of("aura", "tracktik"), Set.of("sedona", "manitou", "silvertrac"));
  }

  @Test
  void noiseIsWhatComesAfterTheFirstOnes() {
    CompiledRulebook rulebook =
        read(
            """
            noise:
              - {id: runaway, types: [alarm], per: [source, code, zone], count: 3, within-gap: 10m, because: Again and again.}
              - {id: chatter, types: [restore], per: [], count: 1, within-gap: 5s, because: "  It\n   chatters. "}
            """);

    assertThat(rulebook.noiseRules())
        .containsExactly(
            new NoiseRule(
                "runaway",
                Set.of(EventType.alarm),
                Set.of(NoiseRule.Per.SOURCE, NoiseRule.Per.CODE, NoiseRule.Per.ZONE),
                3,
                Duration.ofMinutes(10),
                "Again and again."),
            new NoiseRule(
                "chatter",
                Set.of(EventType.restore),
                Set.of(),
                1,
                Duration.ofSeconds(5),
                "It chatters."));
  }

  @Test
  void aTestSignalHoldsATestOpenForEightHoursUnlessTheDocumentSaysOtherwise() {
    assertThat(read("").testSignalLimit()).isEqualTo(Duration.ofHours(8));
    assertThat(read("test-signal-limit: 1d\n").testSignalLimit()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aSectionWithoutEntriesIsAsGoodAsNone() {
    CompiledRulebook rulebook =
        read(
            "contracts: []\nschedules: []\nincidents: []\nreferences: []\nnoise: []\nprices:"
                + " {}\n");

    assertThat(rulebook.contracts()).isEmpty();
    assertThat(rulebook.schedules()).isEmpty();
    assertThat(rulebook.incidentClasses()).isEmpty();
    assertThat(rulebook.referenceGroups()).isEmpty();
    assertThat(rulebook.noiseRules()).isEmpty();
  }
}
