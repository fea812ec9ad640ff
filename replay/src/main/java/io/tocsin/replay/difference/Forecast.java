package io.tocsin.replay.difference;

import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.TooManyEvents;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.policy.backtest.Unread;
import io.tocsin.policy.backtest.WhatIf;
import io.tocsin.replay.job.DryRun;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.RawRecords;
import io.tocsin.replay.job.ReplayException;
import io.tocsin.replay.job.Selection;
import io.tocsin.schemas.CanonicalEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The dry run of a replay: the records go through a rehearsal of the normalizer, and the events as
/// they are and as they would be through the decisions of the policy stream. Reads Kafka and the
/// books, writes nothing.
///
/// The events of the months concerned are held in memory while it works.
public final class Forecast implements DryRun {
  /// A range is held in memory; with its neighbours, a year is nineteen months of events.
  private static final int MOST_DAYS = 366;

  private static final History NOTHING =
      new History(List.of(), Map.of(), List.of(), List.of(), new Unread());

  private final Supplier<Rehearsal> rehearsals;
  private final Past past;
  private final LiveCharges live;
  private final Predicate<LocalDate> closed;
  private final Duration horizon;
  private final int mostEvents;
  private final Clock clock;

  /// @param rehearsals opens a rehearsal with what the normalizer knows at that moment
  /// @param past has what the policy stream decides by
  /// @param live has the charges that stand in the books
  /// @param closed whether the books of a day are closed
  /// @param horizon how long the policy stream decides an event again
  /// @param mostEvents how many events may be held in memory, of the records and of the months
  /// concerned
  public Forecast(
      Supplier<Rehearsal> rehearsals,
      Past past,
      LiveCharges live,
      Predicate<LocalDate> closed,
      Duration horizon,
      int mostEvents,
      Clock clock) {
    this.rehearsals = rehearsals;
    this.past = past;
    this.live = live;
    this.closed = closed;
    this.horizon = horizon;
    this.mostEvents = mostEvents;
    this.clock = clock;
  }

  /// @throws ReplayException where the events of the records are of more than 366 days, or more
  /// than may be held
  @Override
  public MoneyDifference of(Selection selection, RawRecords records) {
    try {
      return of(records);
    } catch (TooManyEvents e) {
      throw new ReplayException(
          ReplayException.Kind.WRONG,
          """
          What it would change cannot be said, so nothing is replayed: the records, or the months \
          around their events, have more than %d events, and the console has no memory for more. \
          Name a shorter range, or give the console a larger heap.\
          """
              .formatted(e.most()));
    }
  }

  private MoneyDifference of(RawRecords records) {
    Rehearsed rehearsed;
    try (Rehearsal rehearsal = rehearsals.get()) {
      rehearsed = Rehearsed.of(records, rehearsal, mostEvents);
    }
    // After the rehearsal, so that the history has all that the normalizer knew then.
    Optional<TrialDays> days = serviceDays(rehearsed).map(Forecast::concerned);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return new Difference(
            rehearsed,
            days.map(d -> past.read(d, mostEvents)).orElse(NOTHING),
            days.orElse(new TrialDays(today, today)),
            live,
            new Difference.Limits(closed, today.minusDays(horizon.toDays())))
        .money();
  }

  /// The days whose history decides what events of some service days can concern.
  ///
  /// @throws ReplayException where that is more than is held in memory
  static TrialDays concerned(TrialDays serviceDays) {
    long count = ChronoUnit.DAYS.between(serviceDays.from(), serviceDays.to()) + 1;
    if (count > MOST_DAYS) {
      throw new ReplayException(
          ReplayException.Kind.WRONG,
          "The events of these records are of %d days, from %s to %s; a replay takes %d at most."
              .formatted(count, serviceDays.from(), serviceDays.to(), MOST_DAYS));
    }
    return WhatIf.days(serviceDays.from(), serviceDays.to());
  }

  /// From the first to the last service day of all events; empty where there are none.
  private Optional<TrialDays> serviceDays(Rehearsed rehearsed) {
    if (rehearsed.events().isEmpty()) {
      return Optional.empty();
    }
    List<LocalDate> all =
        Stream.concat(
                past.days(rehearsed.events()).stream()
                    .flatMap(days -> Stream.of(days.from(), days.to())),
                rehearsed.revisions().values().stream().map(CanonicalEvent::getServiceDay))
            .sorted()
            .toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrialDays(all.getFirst(), all.getLast()));
  }
}
