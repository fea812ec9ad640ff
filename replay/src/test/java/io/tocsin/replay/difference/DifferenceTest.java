package io.tocsin.replay.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.normalizer.rehearsal.Result;
import io.tocsin.platform.ReasonCode;
import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.policy.backtest.Unread;
import io.tocsin.policy.backtest.WhatIf;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.replay.difference.LiveCharges.LiveCharge;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.MoneyDifference.ClientDifference;
import io.tocsin.replay.job.MoneyDifference.LineDifference;
import io.tocsin.replay.job.ReplayException;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TrustedClasses;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a dry run says of histories that are at hand.
final class DifferenceTest {
  private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
  private static final LocalDate LAST = LocalDate.parse("2026-12-31");
  private static final CompiledRulebook RULEBOOK =
      rulebook(
          """
          version: 1
          effective-from: 2026-01-01
          currency: USD
          prices:
            ADH: {unit: dispatch, unit-price: 85.00}
          contracts:
            - {id: N, client: northgate, prices: {ADH: {free-per-month: 1}}}
            - {id: H, client: harbor}
          rules:
            - id: dispatch
              when: event.type == "alarm_dispatch"
              then: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
          defaults:
            alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free.}
          """);

  static {
    TrustedClasses.trustOurs();
  }

  private static CompiledRulebook rulebook(String yaml) {
    return switch (RulebookReader.read(yaml)) {
      case RulebookReading.Valid(CompiledRulebook rulebook) -> rulebook;
      case RulebookReading.Invalid(var errors) -> throw new AssertionError(errors.toString());
    };
  }

  private static CanonicalEvent event(
      String client, String id, int revision, EventType type, String day) {
    Instant at = Instant.parse(day + "T12:00:00Z");
    return CanonicalEvent.newBuilder()
        .setEventKey("east:" + id)
        .setRevision(revision)
        .setSource("east")
        .setVendor("tracktik")
        .setReceipt("receipt-" + id)
        .setSiteKey("site of " + client)
        .setSite(new Site("site of " + client, client, "Name", "UTC"))
        .setType(type)
        .setLifeSafety(false)
        .setOccurredAt(at)
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(at)
        .setServiceDay(LocalDate.parse(day))
        .setContentHash("hash")
        .setRaw(new Position("raw.east", 0, 0L))
        .build();
  }

  private static CanonicalEvent harbor(String id, int revision, EventType type, String day) {
    return event("harbor", id, revision, type, day);
  }

  private static CanonicalEvent northgate(String id, int revision, EventType type, String day) {
    return event("northgate", id, revision, type, day);
  }

  private static Result changed(CanonicalEvent event) {
    return new Result.Changed(event.getRevision() - 1, event, null);
  }

  private static Result unchanged(CanonicalEvent event) {
    return new Result.Unchanged(event.getEventKey(), event.getRevision());
  }

  /// What the policy stream would have put into the books.
  private static List<LiveCharge> booked(History history) {
    Set<String> all =
        Set.copyOf(history.events().stream().map(CanonicalEvent::getEventKey).toList());
    return WhatIf.lines(history, all, List.of(), WhatIf.days(FIRST, LAST)).stream()
        .map(
            line ->
                new LiveCharge(
                    line.eventKey(), line.charge().getChargeKey(), line.charge().getAmount()))
        .toList();
  }

  private static History history(CanonicalEvent... events) {
    return new History(List.of(events), Map.of(), List.of(), List.of(RULEBOOK), new Unread());
  }

  private static MoneyDifference difference(History history, Result... results) {
    return difference(history, booked(history), results);
  }

  private static MoneyDifference difference(
      History history, List<LiveCharge> booked, Result... results) {
    var rehearsed = new Rehearsed();
    List.of(results).forEach(rehearsed::take);
    return new Difference(
            rehearsed,
            history,
            WhatIf.days(FIRST, LAST),
            _ -> booked,
            new Difference.Limits(
                day -> day.isBefore(LocalDate.parse("2026-11-10")), LocalDate.parse("2026-11-05")))
        .money();
  }

  private static List<String> words(MoneyDifference difference) {
    var words = new ArrayList<String>();
    for (ClientDifference client : difference.clients()) {
      words.add(
          "%s: +%s -%s =%s %s"
              .formatted(
                  client.clientId(),
                  sum(client.added()),
                  sum(client.reversed()),
                  sum(client.unchanged()),
                  client.currency()));
    }
    for (LineDifference line : difference.lines()) {
      words.add(
          "%s %s %s%s"
              .formatted(
                  line.what(),
                  line.eventKey(),
                  money(line.amount()),
                  line.closedDay() ? " closed" : ""));
    }
    return words;
  }

  private static String sum(MoneyDifference.Sum sum) {
    return sum.lines() + "/" + money(sum.amount());
  }

  private static String money(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.UNNECESSARY).toPlainString();
  }

  @Test
  void anAlarmThatIsMappedToADispatchNowIsALineMore() {
    CanonicalEvent alarm = harbor("1", 1, EventType.alarm, "2026-11-12");

    MoneyDifference difference =
        difference(history(alarm), changed(harbor("1", 2, EventType.alarm_dispatch, "2026-11-12")));

    assertThat(words(difference))
        .containsExactly("harbor: +1/85.00 -0/0.00 =0/0.00 USD", "ADDED east:1 85.00");
    assertThat(difference.revisions()).isEqualTo(1);
    assertThat(difference.records()).isEqualTo(1);
    assertThat(difference.complete()).isTrue();
  }

  @Test
  void theOtherWayRoundItIsReversed() {
    CanonicalEvent dispatch = harbor("1", 1, EventType.alarm_dispatch, "2026-11-12");

    assertThat(
            words(
                difference(
                    history(dispatch), changed(harbor("1", 2, EventType.alarm, "2026-11-12")))))
        .containsExactly("harbor: +0/0.00 -1/85.00 =0/0.00 USD", "REVERSED east:1 85.00");
  }

  @Test
  void whatGivesAFreeAllowanceToAnotherEventShowsBoth() {
    CanonicalEvent first = northgate("1", 1, EventType.alarm_dispatch, "2026-11-12");
    CanonicalEvent second = northgate("2", 1, EventType.alarm_dispatch, "2026-11-13");
    CanonicalEvent third = northgate("3", 1, EventType.alarm, "2026-11-14");

    // The first was free. Now the second one is, and the third is a dispatch that is not.
    assertThat(
            words(
                difference(
                    history(first, second, third),
                    changed(northgate("1", 2, EventType.alarm, "2026-11-12")),
                    changed(northgate("3", 2, EventType.alarm_dispatch, "2026-11-14")))))
        .containsExactly(
            "northgate: +1/85.00 -1/85.00 =0/0.00 USD",
            "REVERSED east:2 85.00",
            "ADDED east:3 85.00");
  }

  @Test
  void withoutAnyChangeThereAreOnlyLinesThatStand() {
    CanonicalEvent dispatch = harbor("1", 1, EventType.alarm_dispatch, "2026-11-12");
    CanonicalEvent notReplayed = harbor("2", 1, EventType.alarm_dispatch, "2026-11-13");

    MoneyDifference difference =
        difference(history(dispatch, notReplayed), unchanged(dispatch), unchanged(dispatch));

    assertThat(words(difference)).containsExactly("harbor: +0/0.00 -0/0.00 =1/85.00 USD");
    assertThat(difference.unchanged()).isEqualTo(2);
  }

  @Test
  void aDeadLetterThatCanBeReadNowIsANewEvent() {
    MoneyDifference difference =
        difference(
            history(),
            changed(harbor("1", 1, EventType.alarm_dispatch, "2026-11-12")),
            new Result.DeadLettered(ReasonCode.NO_VALUE, "the record has no value"));

    assertThat(words(difference)).contains("ADDED east:1 85.00");
    assertThat(difference.newEvents()).isEqualTo(1);
    assertThat(difference.deadLetters()).isEqualTo(1);
    assertThat(difference.complete()).isTrue();
  }

  @Test
  void linesOfClosedDaysAreMarked() {
    CanonicalEvent open = harbor("1", 1, EventType.alarm_dispatch, "2026-11-10");
    CanonicalEvent closed = harbor("2", 1, EventType.alarm_dispatch, "2026-11-09");

    assertThat(
            words(
                difference(
                    history(open, closed),
                    changed(harbor("1", 2, EventType.alarm, "2026-11-10")),
                    changed(harbor("2", 2, EventType.alarm, "2026-11-09")))))
        .contains("REVERSED east:1 85.00", "REVERSED east:2 85.00 closed");
  }

  @Test
  void itSaysWhatItCannotKnow() {
    CanonicalEvent first = northgate("1", 1, EventType.alarm_dispatch, "2026-11-02");
    CanonicalEvent second = northgate("2", 1, EventType.alarm_dispatch, "2026-11-03");
    var unread = new Unread();
    unread.add("events.canonical, partition 0, offset 7", "it has no value");
    var history =
        new History(List.of(first, second), Map.of(), List.of(), List.of(RULEBOOK), unread);

    assertThat(
            difference(
                    history,
                    List.of(),
                    changed(northgate("1", 2, EventType.alarm, "2026-11-02")),
                    new Result.Forgotten("east:9"))
                .warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).startsWith("1 record of events"),
            warning -> assertThat(warning).startsWith("1 record is older"),
            // The second one's line goes, and it is from before the horizon.
            warning -> assertThat(warning).startsWith("1 line is").contains("2026-11-05"),
            // The books do not have that line at all.
            warning -> assertThat(warning).contains("of 1 event ").contains("east:2"));
  }

  @Test
  void aChargeThatStandsInTheBooksAndIsNotDecidedIsSaid() {
    CanonicalEvent alarm = harbor("1", 1, EventType.alarm, "2026-11-12");

    assertThat(
            difference(
                    history(alarm),
                    List.of(new LiveCharge("east:1", "key", new BigDecimal("85.00"))),
                    unchanged(alarm))
                .warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning).contains("east:1").contains("in conflict"));
  }

  @Test
  void moreThanAYearIsRefused() {
    LocalDate first = LocalDate.parse("2025-11-01");

    assertThat(Forecast.concerned(new TrialDays(first, first.plusDays(365))).from())
        .isBefore(first);
    assertThatThrownBy(() -> Forecast.concerned(new TrialDays(first, first.plusDays(366))))
        .isInstanceOf(ReplayException.class)
        .hasMessage(
            "The events of these records are of 367 days, from 2025-11-01 to 2026-11-02; a replay"
                + " takes 366 at most.");
  }
}
