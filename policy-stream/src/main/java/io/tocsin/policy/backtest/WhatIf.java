package io.tocsin.policy.backtest;

import io.tocsin.policy.account.AccountLedger;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What other revisions of events would make of invoice lines: decides the events as they are and
/// as they would be, both times as published, by the code that decides them in the stream, and
/// compares. Writes nothing.
///
/// An event is decided again with all that it can concern: its neighbours at the site that it
/// leaves and at the one that it comes to, and the accounts of all of these, whose allowances it
/// shares.
public final class WhatIf {
  private static final Comparator<Line> ORDER =
      Comparator.<Line, String>comparing(line -> line.charge().getClientId())
          .thenComparing(Line::eventKey)
          .thenComparing(Line::fate)
          .thenComparing(line -> line.charge().getChargeKey());

  private final Accounts before;
  private final Accounts after;

  /// What becomes of a line.
  public enum Fate {
    /// It does not stand and would.
    ADDED,
    /// It stands and would not any more.
    REVERSED,
    /// It stands and would go on standing.
    UNCHANGED
  }

  /// One invoice line.
  ///
  /// @param fate what becomes of it
  /// @param eventKey the event behind it
  /// @param serviceDay the day that is billed
  /// @param charge what it says
  public record Line(Fate fate, String eventKey, LocalDate serviceDay, Charge charge) {}

  private WhatIf(History history, Collection<CanonicalEvent> changed, TrialDays days) {
    this.before = new Accounts(history, history.events(), days);
    this.after = new Accounts(history, changed, days);
  }

  /// The days whose history decides what events of some service days can concern.
  ///
  /// @param first the first service day
  /// @param last the last one
  public static TrialDays days(LocalDate first, LocalDate last) {
    return new TrialDays(
        first.minusDays(TrialDays.NEIGHBOURING_DAYS), last.plusDays(TrialDays.NEIGHBOURING_DAYS));
  }

  /// The lines of some events and of whatever their revisions concern.
  ///
  /// @param history of at least [#days] of the service days of all of them
  /// @param events keys of the events that are asked for
  /// @param revisions the newer revisions among them, and new events; one that is not newer than
  /// what the history has counts as none
  /// @return by client, event key and fate; of events that are not asked for only those that change
  public static List<Line> lines(
      History history,
      Collection<String> events,
      Collection<CanonicalEvent> revisions,
      TrialDays days) {
    var is = new HashMap<String, CanonicalEvent>();
    history.events().forEach(event -> is.put(event.getEventKey(), event));
    var becomes = new HashMap<>(is);
    revisions.forEach(
        one ->
            becomes.merge(
                one.getEventKey(),
                one,
                (known, it) -> it.getRevision() > known.getRevision() ? it : known));
    var asked = new TreeSet<>(events);
    revisions.forEach(one -> asked.add(one.getEventKey()));
    return new WhatIf(history, becomes.values(), days).lines(asked, is, becomes);
  }

  private List<Line> lines(
      SortedSet<String> asked,
      Map<String, CanonicalEvent> is,
      Map<String, CanonicalEvent> becomes) {
    var sites = new TreeSet<String>();
    for (String key : asked) {
      Stream.of(is, becomes)
          .flatMap(way -> Stream.ofNullable(way.get(key)))
          .forEach(event -> sites.add(event.getSiteKey()));
    }
    var accounts = new TreeSet<String>();
    for (String site : sites) {
      accounts.addAll(before.at(site));
      accounts.addAll(after.at(site));
    }
    Map<Place, Charge> stands = charges(before, accounts);
    Map<Place, Charge> wouldStand = charges(after, accounts);
    var places = new TreeSet<>(stands.keySet());
    places.addAll(wouldStand.keySet());
    var lines = new ArrayList<Line>();
    for (Place place : places) {
      compare(place, stands.get(place), wouldStand.get(place), lines);
    }
    lines.removeIf(line -> line.fate() == Fate.UNCHANGED && !asked.contains(line.eventKey()));
    return lines.stream().sorted(ORDER).toList();
  }

  /// Where an event can have one line.
  private record Place(String eventKey, LocalDate serviceDay, Meter meter)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::eventKey)
            .thenComparing(Place::serviceDay)
            .thenComparing(Place::meter);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private static Map<Place, Charge> charges(Accounts way, SortedSet<String> accounts) {
    var charges = new HashMap<Place, Charge>();
    for (String account : accounts) {
      AccountLedger ledger = way.decide(account, List.of(UnaryOperator.identity())).getFirst();
      for (CanonicalEvent event : way.events(account)) {
        Decision decision =
            Objects.requireNonNull(ledger.decision(event.getEventKey()), "a decision");
        for (Meter meter : Meter.values()) {
          Charge charge = meter.chargeOf(decision);
          if (charge != null) {
            charges.put(new Place(event.getEventKey(), event.getServiceDay(), meter), charge);
          }
        }
      }
    }
    return charges;
  }

  private static void compare(
      Place place, @Nullable Charge was, @Nullable Charge is, List<Line> lines) {
    if (was != null && is != null && same(was, is, place.meter())) {
      lines.add(line(Fate.UNCHANGED, place, was));
      return;
    }
    if (was != null) {
      lines.add(line(Fate.REVERSED, place, was));
    }
    if (is != null) {
      lines.add(line(Fate.ADDED, place, is));
    }
  }

  private static boolean same(Charge was, Charge is, Meter meter) {
    return LineKind.of(was, meter).equals(LineKind.of(is, meter)) && !LineChange.differ(was, is);
  }

  private static Line line(Fate fate, Place place, Charge charge) {
    return new Line(fate, place.eventKey(), place.serviceDay(), charge);
  }
}
