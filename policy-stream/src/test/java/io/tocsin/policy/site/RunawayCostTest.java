package io.tocsin.policy.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A runaway panel sends ten thousand signals a day. What one of them costs, in look-ups of the
/// store, must not grow with how many there are.
final class RunawayCostTest {
  private static final int SIGNALS = 800;

  /// As many are there before the costs are compared.
  private static final int FIRST = 200;

  private static final int MOST_MEMBERS = 50;

  private static final Instant START = Instant.parse("2026-11-03T04:00:00Z");
  private static final RulebooksByDay RULES =
      new RulebooksByDay(
          List.of(
              Rulebooks.read(
                  """
                  version: 1
                  effective-from: 2026-01-01
                  currency: USD
                  contracts:
                    - {id: NG-2026, client: northgate}
                  incidents:
                    - {id: response, types: [alarm, alarm_dispatch], within: 30m, margin: 1m}
                  noise:
                    - {id: runaway, types: [alarm], per: [source, code, zone], count: 5, within-gap: 5m, because: It runs away.}
                  defaults:
                    alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal is free.}
                    alarm_dispatch: {billable: yes, sku: ADH, quantity: 1, unit: dispatch, unit-price: 85.00, routes: [billing]}
                  """)));

  private final MemorySite site = new MemorySite();
  private final SiteDecider decider = new SiteDecider(MOST_MEMBERS);
  private final SiteChange changes = new SiteChange(MOST_MEMBERS);

  RunawayCostTest() {
    site.configure(List.of(), RULES);
  }

  private static CanonicalEvent.Builder signal(String source, int number, Instant at) {
    return Events.event(Integer.toString(number))
        .setEventKey(source + ":" + number)
        .setSource(source)
        .setType(EventType.alarm)
        .setOccurredAt(at)
        .setReceivedAt(at.plusSeconds(2));
  }

  /// Puts an event, decides again what it affects, and tells what that cost.
  private int put(CanonicalEvent event) {
    var one = new SiteEvent(event, null);
    var before = new CountingView(site);
    var after = new CountingView(new ChangedSite(site, one.key(), one));
    NavigableSet<String> affected = changes.ofEvent(before, after, one.key());
    site.put(one.key(), one);
    var now = new CountingView(site);
    assertThat(decider.decide(affected, now)).containsKey(one.key());
    return before.asked + after.asked + now.asked;
  }

  private void costNoMoreWhenThereAreMore(List<CanonicalEvent> events) {
    int[] costs = events.stream().mapToInt(this::put).toArray();
    double early = Arrays.stream(costs, FIRST, 2 * FIRST).average().orElseThrow();
    double late = Arrays.stream(costs, costs.length - FIRST, costs.length).average().orElseThrow();

    assertThat(late).as("look-ups, which were %s before", early).isLessThan(1.5 * early);
  }

  @Test
  void inOrder() {
    var signals = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < SIGNALS; i++) {
      signals.add(signal("bold", i, START.plusSeconds(8L * i)).build());
    }

    costNoMoreWhenThereAreMore(signals);
  }

  @Test
  void inAnyOrderWithinHalfAnHour() {
    var random = new Random(4);
    var signals = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < SIGNALS; i++) {
      signals.add(signal("bold", i, START.plusMillis(random.nextInt(1_800_000))).build());
    }

    costNoMoreWhenThereAreMore(signals);
  }

  /// Two receivers hear the same panel: each signal could be one of ten thousand of the other.
  @Test
  void fromTwoSourcesWithinHalfAnHour() {
    var random = new Random(4);
    var signals = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < SIGNALS; i++) {
      String source = random.nextBoolean() ? "bold" : "aura";
      signals.add(signal(source, i, START.plusMillis(random.nextInt(1_800_000))).build());
    }

    costNoMoreWhenThereAreMore(signals);
  }

  /// A dispatch in the midst of it costs no more either.
  @Test
  void aroundOneDispatch() {
    var random = new Random(4);
    var events = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < SIGNALS; i++) {
      events.add(signal("bold", i, START.plusMillis(random.nextInt(1_800_000))).build());
    }
    events.addFirst(
        signal("tracktik", 1, START.plusSeconds(900)).setType(EventType.alarm_dispatch).build());

    costNoMoreWhenThereAreMore(events);
  }

  /// Signals and a dispatch of the same ticket are no incident once they are too many; what comes
  /// then costs what it costs to see that.
  @Test
  void allOfOneTicket() {
    List<Reference> ticket = List.of(new Reference("ticket", "7"));
    put(
        signal("tracktik", 1, START)
            .setType(EventType.alarm_dispatch)
            .setReferences(ticket)
            .build());
    var signals = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < SIGNALS; i++) {
      signals.add(signal("bold", i, START.plusSeconds(8L * i)).setReferences(ticket).build());
    }

    costNoMoreWhenThereAreMore(signals);
  }
}
