package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.backtest.LineChange.What;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a candidate changes, to the cent.
final class BacktestTest {
  private static final TrialDays NOVEMBER =
      new TrialDays(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-30"));
  private static final String DOCUMENT =
      """
      version: 7
      effective-from: 2026-01-01
      currency: USD
      prices:
        ADH: {unit: dispatch, unit-price: 85.00}
        PATROL: {unit: hour, unit-price: 48.00}
      contracts:
        - {id: NG-2026, client: northgate}
        - {id: HB-2026, client: harbor}
      incidents:
        - {id: response, types: [alarm_dispatch], within: 10m, margin: 1m}
      rules:
        - id: dispatch
          when: event.type == "alarm_dispatch"
          then: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
      defaults:
        patrol_incident: {billable: yes, sku: PATROL, quantity: 1.5, routes: [billing]}
        alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free.}
      """;

  private static CompiledRulebook with(String... changes) {
    String text = DOCUMENT;
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    return Rulebooks.read(text);
  }

  private static CanonicalEvent.Builder event(String key, EventType type, String at) {
    Instant occurred = Instant.parse(at);
    return Events.event(key)
        .setEventKey(key)
        .setSource(key.substring(0, key.indexOf(':')))
        .setType(type)
        .setOccurredAt(occurred)
        .setReceivedAt(occurred.plusSeconds(60))
        .setServiceDay(LocalDate.parse(at.substring(0, 10)));
  }

  private static CanonicalEvent dispatch(String key, String at) {
    return event(key, EventType.alarm_dispatch, at).build();
  }

  private static CanonicalEvent harbor(CanonicalEvent event) {
    return CanonicalEvent.newBuilder(event)
        .setSiteKey("dock")
        .setSite(Events.site("dock", "harbor", "Dock"))
        .build();
  }

  private static History history(CanonicalEvent... events) {
    return history(List.of(events), Map.of(), List.of(), List.of(with()));
  }

  private static History history(
      List<CanonicalEvent> events,
      Map<String, Ruling> rulings,
      List<TestWindow> windows,
      List<CompiledRulebook> published) {
    return new History(events, rulings, windows, published, new Unread());
  }

  /// The sums of the kinds that differ, in words.
  private static List<String> differing(Comparison comparison) {
    return comparison.lines().entrySet().stream()
        .filter(line -> line.getValue().differs())
        .map(
            line -> {
              LineKind kind = line.getKey();
              LineSum sum = line.getValue();
              return "%s %s: %d to %d lines, +%d -%d ~%d, %s to %s %s"
                  .formatted(
                      kind.client(),
                      kind.sku(),
                      sum.before(),
                      sum.after(),
                      sum.added(),
                      sum.removed(),
                      sum.changed(),
                      Figures.amount(sum.amountBefore(), kind.currency()),
                      Figures.amount(sum.amountAfter(), kind.currency()),
                      kind.currency());
            })
        .toList();
  }

  private static List<String> states(Comparison comparison) {
    return comparison.states().entrySet().stream()
        .map(
            one ->
                "%s to %s: %d, %d without money"
                    .formatted(
                        one.getKey().before().words(),
                        one.getKey().after().words(),
                        one.getValue().events(),
                        one.getValue().withoutMoney()))
        .toList();
  }

  private static List<String> behind(Comparison comparison) {
    return comparison.changes().stream()
        .map(change -> change.what() + " " + change.eventKey())
        .toList();
  }

  @Test
  void aPriceChangesTheLinesOfItsSkuByTheCent() {
    Comparison comparison =
        Backtest.compare(
            history(
                dispatch("tracktik:1", "2026-11-02T10:00:00Z"),
                dispatch("tracktik:2", "2026-11-09T10:00:00Z"),
                dispatch("tracktik:3", "2026-11-30T10:00:00Z"),
                harbor(dispatch("tracktik:4", "2026-11-03T10:00:00Z")),
                event("tracktik:5", EventType.patrol_incident, "2026-11-04T10:00:00Z").build()),
            with(
                "unit-price: 85.00",
                "unit-price: 87.35",
                "HB-2026, client: harbor",
                "HB-2026, client: harbor, prices: {ADH: {unit-price: 85.00}}"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate ADH: 3 to 3 lines, +0 -0 ~3, 255.00 to 262.05 USD");
    assertThat(behind(comparison))
        .containsExactly("CHANGED tracktik:1", "CHANGED tracktik:2", "CHANGED tracktik:3");
    assertThat(comparison.totals().values())
        .extracting(LineSum::difference)
        .satisfiesExactly(total -> assertThat(total).isEqualByComparingTo("7.05"));
    assertThat(comparison.events()).isEqualTo(5);
    assertThat(comparison.published()).containsExactly(7);
    assertThat(states(comparison)).isEmpty();
  }

  @Test
  void anAllowanceTakesTheFirstOnesOfTheMonthAndAPartOfTheNext() {
    Comparison comparison =
        Backtest.compare(
            history(
                event("tracktik:1", EventType.patrol_incident, "2026-11-02T10:00:00Z").build(),
                event("tracktik:2", EventType.patrol_incident, "2026-11-12T10:00:00Z").build(),
                event("tracktik:3", EventType.patrol_incident, "2026-11-22T10:00:00Z").build()),
            with(
                "NG-2026, client: northgate",
                "NG-2026, client: northgate, prices: {PATROL: {free-per-month: 2}}"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate PATROL: 3 to 2 lines, +0 -1 ~1, 216.00 to 120.00 USD");
    assertThat(behind(comparison)).containsExactly("REMOVED tracktik:1", "CHANGED tracktik:2");
    assertThat(states(comparison))
        .containsExactly("billable to not billable (FREE_ALLOWANCE): 1, 0 without money");
  }

  @Test
  void aWiderIncidentWindowChargesOnce() {
    Comparison comparison =
        Backtest.compare(
            history(
                dispatch("bold:1", "2026-11-02T10:00:00Z"),
                dispatch("tracktik:1", "2026-11-02T10:20:00Z"),
                dispatch("tracktik:2", "2026-11-05T10:00:00Z")),
            with("within: 10m", "within: 30m"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate ADH: 3 to 2 lines, +0 -1 ~0, 255.00 to 170.00 USD");
    assertThat(behind(comparison)).containsExactly("REMOVED tracktik:1");
    assertThat(states(comparison))
        .containsExactly("billable to merged (SAME_INCIDENT): 1, 0 without money");
  }

  @Test
  void anEventOfTheMonthBeforeIsTheNeighbourOfOneOfTheRange() {
    Comparison comparison =
        Backtest.compare(
            history(
                dispatch("bold:1", "2026-10-31T23:50:00Z"),
                dispatch("tracktik:1", "2026-11-01T00:05:00Z")),
            with("within: 10m", "within: 30m"),
            NOVEMBER);

    // The window must hold for both of them, and the earlier one is still under the published.
    assertThat(differing(comparison)).isEmpty();

    Comparison narrower =
        Backtest.compare(
            history(
                List.of(
                    dispatch("bold:1", "2026-10-31T23:50:00Z"),
                    dispatch("tracktik:1", "2026-11-01T00:05:00Z")),
                Map.of(),
                List.of(),
                List.of(with("within: 10m", "within: 30m"))),
            with(),
            NOVEMBER);

    assertThat(differing(narrower))
        .containsExactly("northgate ADH: 0 to 1 lines, +1 -0 ~0, 0.00 to 85.00 USD");
  }

  @Test
  void aPartOfAMonthSharesTheAllowanceOfTheRestAndOnlyItIsReported() {
    String free = "NG-2026, client: northgate, prices: {ADH: {free-per-month: %d}}";
    History history =
        history(
            List.of(
                dispatch("tracktik:1", "2026-11-05T10:00:00Z"),
                dispatch("tracktik:2", "2026-11-14T10:00:00Z"),
                dispatch("tracktik:3", "2026-11-15T10:00:00Z"),
                dispatch("tracktik:4", "2026-11-20T10:00:00Z"),
                dispatch("tracktik:5", "2026-11-21T10:00:00Z")),
            Map.of(),
            List.of(),
            List.of(with("NG-2026, client: northgate", free.formatted(1))));

    Comparison comparison =
        Backtest.compare(
            history,
            with(
                "version: 7",
                "version: 1",
                "2026-01-01",
                "2031-01-01",
                "NG-2026, client: northgate",
                free.formatted(2),
                "unit-price: 85.00",
                "unit-price: 100.00"),
            new TrialDays(LocalDate.parse("2026-11-15"), LocalDate.parse("2026-11-20")));

    // The first is free by what is published; of the candidate's two one is left for the 15th.
    assertThat(differing(comparison))
        .containsExactly("northgate ADH: 2 to 1 lines, +0 -1 ~1, 170.00 to 100.00 USD");
    assertThat(behind(comparison)).containsExactly("REMOVED tracktik:3", "CHANGED tracktik:4");
    assertThat(comparison.events()).isEqualTo(2);
  }

  @Test
  void anotherSkuIsALineLessAndALineMore() {
    Comparison comparison =
        Backtest.compare(
            history(dispatch("tracktik:1", "2026-11-02T10:00:00Z")),
            with("sku: ADH, quantity: 1", "sku: PATROL, quantity: 2"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly(
            "northgate ADH: 1 to 0 lines, +0 -1 ~0, 85.00 to 0.00 USD",
            "northgate PATROL: 0 to 1 lines, +1 -0 ~0, 0.00 to 96.00 USD");
    assertThat(comparison.changes())
        .extracting(LineChange::what)
        .containsExactly(What.REMOVED, What.ADDED);
  }

  @Test
  void currenciesAreNeverMixed() {
    Comparison comparison =
        Backtest.compare(
            history(dispatch("tracktik:1", "2026-11-02T10:00:00Z")),
            with(
                "NG-2026, client: northgate",
                "NG-2026, client: northgate, currency: JPY,"
                    + " prices: {ADH: {unit-price: 9000}, PATROL: {unit-price: 5000}}"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly(
            "northgate ADH: 0 to 1 lines, +1 -0 ~0, 0 to 9000 JPY",
            "northgate ADH: 1 to 0 lines, +0 -1 ~0, 85.00 to 0.00 USD");
    assertThat(comparison.totals()).hasSize(2);
  }

  @Test
  void signalsAreAMeterOfTheirOwn() {
    String plan =
        "NG-2026, client: northgate, signal-plan:"
            + " {sku: SIGNALS, unit: signal, types: [alarm], included-per-month: %d,"
            + " unit-price: 0.05}";
    Comparison comparison =
        Backtest.compare(
            history(
                List.of(
                    event("bold:1", EventType.alarm, "2026-11-02T10:00:00Z").build(),
                    event("bold:2", EventType.alarm, "2026-11-02T10:01:00Z").build(),
                    event("bold:3", EventType.alarm, "2026-11-02T10:02:00Z").build()),
                Map.of(),
                List.of(),
                List.of(with("NG-2026, client: northgate", plan.formatted(0)))),
            with("NG-2026, client: northgate", plan.formatted(2)),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate SIGNALS: 3 to 1 lines, +0 -2 ~0, 0.15 to 0.05 USD");
    assertThat(comparison.lines().firstKey().meter()).isEqualTo(Meter.SIGNALS);
    assertThat(states(comparison)).isEmpty();
  }

  @Test
  void anEndStateMayChangeWithoutMoney() {
    Comparison comparison =
        Backtest.compare(
            history(
                event("bold:1", EventType.alarm, "2026-11-02T10:00:00Z").build(),
                event("bold:2", EventType.alarm, "2026-11-03T10:00:00Z").build(),
                event("bold:3", EventType.trouble, "2026-11-03T10:00:00Z").build(),
                dispatch("tracktik:1", "2026-11-02T10:00:00Z")),
            with("reason: SIGNAL_ONLY", "reason: FREE_SIGNAL", "client: northgate", "client: x"),
            NOVEMBER);

    assertThat(states(comparison))
        .containsExactly(
            "billable to in review (NO_CONTRACT): 1, 0 without money",
            "not billable (SIGNAL_ONLY) to not billable (FREE_SIGNAL): 2, 2 without money");
  }

  @Test
  void anotherContractReversesALineAndWritesItAgain() {
    Comparison comparison =
        Backtest.compare(
            history(dispatch("tracktik:1", "2026-11-02T10:00:00Z")),
            with("id: NG-2026", "id: NG-NEW"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate ADH: 1 to 1 lines, +0 -0 ~1, 85.00 to 85.00 USD");
    assertThat(comparison.changes().getFirst().sameAgain())
        .contains(
            "The same line under contract NG-NEW instead of NG-2026: the old one is reversed.");
  }

  @Test
  void testsAndRulingsHoldForBoth() {
    Ruling ruling =
        Ruling.newBuilder()
            .setEventKey("tracktik:2")
            .setVersion(1)
            .setNotBillable("A favour.")
            .setAccepted(List.of())
            .setSeparate(false)
            .setReason("client called")
            .setActor("operator")
            .setRuledAt(Instant.EPOCH)
            .build();
    TestWindow window =
        TestWindow.newBuilder()
            .setId("W-1")
            .setVersion(1)
            .setSiteId("northgate-mall")
            .setZones(List.of())
            .setTypes(List.of())
            .setWeekly(List.of())
            .setStartsAt(Instant.parse("2026-11-03T00:00:00Z"))
            .setEndsAt(Instant.parse("2026-11-04T00:00:00Z"))
            .setReason("panel replaced")
            .setActor("operator")
            .setRecordedAt(Instant.EPOCH)
            .setCancelled(false)
            .build();

    Comparison comparison =
        Backtest.compare(
            history(
                List.of(
                    dispatch("tracktik:1", "2026-11-02T10:00:00Z"),
                    dispatch("tracktik:2", "2026-11-02T15:00:00Z"),
                    dispatch("tracktik:3", "2026-11-03T10:00:00Z")),
                Map.of("tracktik:2", ruling),
                List.of(window),
                List.of(with())),
            with("sku: ADH, quantity: 1", "sku: ADH, quantity: 1, even-on-test: yes"),
            NOVEMBER);

    assertThat(differing(comparison))
        .containsExactly("northgate ADH: 1 to 2 lines, +1 -0 ~0, 85.00 to 170.00 USD");
    assertThat(behind(comparison)).containsExactly("ADDED tracktik:3");
    assertThat(states(comparison))
        .containsExactly("not billable (ON_TEST) to billable: 1, 0 without money");
  }

  @Test
  void beforeTheFirstRulebookEverythingWasInReview() {
    Comparison comparison =
        Backtest.compare(
            history(
                List.of(
                    dispatch("tracktik:1", "2026-11-02T10:00:00Z"),
                    dispatch("tracktik:2", "2026-11-20T10:00:00Z")),
                Map.of(),
                List.of(),
                List.of(with("2026-01-01", "2026-11-15"))),
            with(),
            NOVEMBER);

    assertThat(comparison.published()).containsExactly(0, 7);
    assertThat(behind(comparison)).containsExactly("ADDED tracktik:1");
    assertThat(states(comparison))
        .containsExactly("in review (NO_RULE_MATCHED) to billable: 1, 0 without money");
  }
}
