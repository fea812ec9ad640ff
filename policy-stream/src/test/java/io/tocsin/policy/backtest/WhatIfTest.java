package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Ruling;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What other revisions make of invoice lines, to the cent.
final class WhatIfTest {
  private static final Currency USD = Currency.getInstance("USD");
  private static final String RULEBOOK =
      """
      version: 7
      effective-from: 2026-01-01
      currency: USD
      prices:
        ADH: {unit: dispatch, unit-price: 85.00}
      contracts:
        - {id: NG-2026, client: northgate, prices: {ADH: {free-per-month: 1}}}
        - {id: HB-2026, client: harbor}
      incidents:
        - {id: response, types: [alarm_dispatch], within: 10m, margin: 1m}
      rules:
        - id: dispatch
          when: event.type == "alarm_dispatch"
          then: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
      defaults:
        alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free.}
      """;

  private static CanonicalEvent event(String id, EventType type, String at) {
    Instant occurred = Instant.parse(at);
    return Events.event(id)
        .setType(type)
        .setOccurredAt(occurred)
        .setReceivedAt(occurred.plusSeconds(60))
        .setServiceDay(LocalDate.parse(at.substring(0, 10)))
        .build();
  }

  private static CanonicalEvent dispatch(String id, String at) {
    return event(id, EventType.alarm_dispatch, at);
  }

  private static CanonicalEvent alarm(String id, String at) {
    return event(id, EventType.alarm, at);
  }

  private static CanonicalEvent harbor(CanonicalEvent event) {
    return CanonicalEvent.newBuilder(event)
        .setSiteKey("dock")
        .setSite(Events.site("dock", "harbor", "Dock"))
        .build();
  }

  private static CanonicalEvent revised(int revision, CanonicalEvent event) {
    return CanonicalEvent.newBuilder(event).setRevision(revision).build();
  }

  private static History history(CanonicalEvent... events) {
    return history(Map.of(), events);
  }

  private static History history(Map<String, Ruling> rulings, CanonicalEvent... events) {
    return new History(
        List.of(events), rulings, List.of(), List.of(Rulebooks.read(RULEBOOK)), new Unread());
  }

  private static List<String> lines(History history, CanonicalEvent... revisions) {
    LocalDate[] days =
        Stream.concat(history.events().stream(), Arrays.stream(revisions))
            .map(CanonicalEvent::getServiceDay)
            .sorted()
            .toArray(LocalDate[]::new);
    return WhatIf.lines(
            history,
            history.events().stream().map(CanonicalEvent::getEventKey).toList(),
            List.of(revisions),
            WhatIf.days(days[0], days[days.length - 1]))
        .stream()
        .map(
            line ->
                "%s %s %s %s %s"
                    .formatted(
                        line.charge().getClientId(),
                        line.eventKey(),
                        line.fate(),
                        line.charge().getSku(),
                        Figures.amount(line.charge().getAmount(), USD)))
        .toList();
  }

  @Test
  void anAlarmThatBecomesADispatchIsALineMore() {
    CanonicalEvent alarm = harbor(alarm("1", "2026-11-02T10:00:00Z"));

    assertThat(lines(history(alarm), revised(2, harbor(dispatch("1", "2026-11-02T10:00:00Z")))))
        .containsExactly("harbor tracktik:1 ADDED ADH 85.00");
  }

  @Test
  void aDispatchThatBecomesAnAlarmIsALineLess() {
    CanonicalEvent dispatch = harbor(dispatch("1", "2026-11-02T10:00:00Z"));

    assertThat(lines(history(dispatch), revised(2, harbor(alarm("1", "2026-11-02T10:00:00Z")))))
        .containsExactly("harbor tracktik:1 REVERSED ADH 85.00");
  }

  @Test
  void withoutARevisionEveryLineStands() {
    assertThat(
            lines(
                history(
                    harbor(dispatch("1", "2026-11-02T10:00:00Z")),
                    harbor(alarm("2", "2026-11-03T10:00:00Z")))))
        .containsExactly("harbor tracktik:1 UNCHANGED ADH 85.00");
  }

  @Test
  void whatIsNotNewerThanWhatStandsChangesNothing() {
    CanonicalEvent stands = revised(3, harbor(dispatch("1", "2026-11-02T10:00:00Z")));

    assertThat(lines(history(stands), revised(3, harbor(alarm("1", "2026-11-02T10:00:00Z")))))
        .containsExactly("harbor tracktik:1 UNCHANGED ADH 85.00");
  }

  @Test
  void aFreeAllowanceGoesOverToAnotherEvent() {
    CanonicalEvent first = dispatch("1", "2026-11-02T10:00:00Z");
    CanonicalEvent second = dispatch("2", "2026-11-09T10:00:00Z");

    assertThat(lines(history(first, second), revised(2, alarm("1", "2026-11-02T10:00:00Z"))))
        .containsExactly("northgate tracktik:2 REVERSED ADH 85.00");
    assertThat(
            lines(
                history(alarm("1", "2026-11-02T10:00:00Z"), second),
                revised(2, dispatch("1", "2026-11-02T10:00:00Z"))))
        .containsExactly("northgate tracktik:2 ADDED ADH 85.00");
  }

  @Test
  void theNextMonthHasItsOwnAllowance() {
    assertThat(
            lines(
                history(
                    alarm("1", "2026-11-02T10:00:00Z"),
                    dispatch("2", "2026-12-02T10:00:00Z"),
                    dispatch("3", "2026-12-03T10:00:00Z")),
                revised(2, dispatch("1", "2026-11-02T10:00:00Z"))))
        .containsExactly("northgate tracktik:3 UNCHANGED ADH 85.00");
  }

  @Test
  void anEventThatMovesLeavesTheLinesOfOneClientAndJoinsThoseOfAnother() {
    CanonicalEvent here = harbor(dispatch("1", "2026-11-02T10:00:00Z"));
    CanonicalEvent there = dispatch("1", "2026-11-02T10:00:00Z");
    CanonicalEvent free = dispatch("2", "2026-11-09T10:00:00Z");

    // At its new client it takes the free dispatch of the month, which another one had until now.
    assertThat(lines(history(here, free), revised(2, there)))
        .containsExactly(
            "harbor tracktik:1 REVERSED ADH 85.00", "northgate tracktik:2 ADDED ADH 85.00");
  }

  @Test
  void theCarrierOfAnIncidentHandsItsChargeOver() {
    CanonicalEvent first = harbor(dispatch("1", "2026-11-02T10:00:00Z"));
    CanonicalEvent second =
        CanonicalEvent.newBuilder(harbor(dispatch("2", "2026-11-02T10:05:00Z")))
            .setEventKey("bold:2")
            .setSource("bold")
            .build();

    assertThat(lines(history(first, second)))
        .containsExactly("harbor tracktik:1 UNCHANGED ADH 85.00");
    assertThat(
            lines(history(first, second), revised(2, harbor(alarm("1", "2026-11-02T10:00:00Z")))))
        .containsExactly("harbor bold:2 ADDED ADH 85.00", "harbor tracktik:1 REVERSED ADH 85.00");
  }

  @Test
  void aNewEventIsALineMore() {
    assertThat(
            lines(
                history(harbor(dispatch("1", "2026-11-02T10:00:00Z"))),
                harbor(dispatch("2", "2026-11-05T10:00:00Z"))))
        .containsExactly(
            "harbor tracktik:1 UNCHANGED ADH 85.00", "harbor tracktik:2 ADDED ADH 85.00");
  }

  @Test
  void whatAnOperatorRuledHoldsForTheRevisionToo() {
    CanonicalEvent alarm = harbor(alarm("1", "2026-11-02T10:00:00Z"));
    Ruling ruling =
        Ruling.newBuilder()
            .setEventKey("tracktik:1")
            .setVersion(1)
            .setType(EventType.alarm)
            .setAccepted(List.of())
            .setSeparate(false)
            .setReason("It was none.")
            .setActor("operator")
            .setRuledAt(Instant.EPOCH)
            .build();

    assertThat(
            lines(
                history(Map.of("tracktik:1", ruling), alarm),
                revised(2, harbor(dispatch("1", "2026-11-02T10:00:00Z")))))
        .isEmpty();
  }
}
