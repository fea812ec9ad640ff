package io.tocsin.books.close;

import io.tocsin.books.close.Mismatch.Kind;
import io.tocsin.schemas.EndState;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Weighs a day: every raw record against its delivery, every delivery against its event, every
/// event against its end state, every charge against its decision. Pure; facts are told to it one
/// by one, and what does not match is in [#mismatches].
final class Balance {
  /// What the standing outcome of a delivery can be.
  enum Outcome {
    NEW,
    REVISION,
    DUPLICATE,
    DEAD_LETTERED
  }

  private static final Set<String> UNANSWERED = Set.of("RETRYING");
  private static final String GIVEN_UP = "DEAD_LETTERED";

  private final RawInterval records;
  private final LocalDate day;
  private final boolean firstClose;
  private final RawInterval deliveries;
  private final RawInterval accepted;
  private final Mismatches mismatches = new Mismatches();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<EndState, Long> endStates = new EnumMap<>(EndState.class);
  private final Reasons deadLetters = new Reasons();
  private final Reasons inReview = new Reasons();
  private long events;
  private long late;
  private long recovered;
  private long older;
  private long again;

  /// @param records the raw records of the interval, as Kafka has them
  /// @param day that is closed
  /// @param firstClose whether no day was closed before: what Kafka had deleted by then is taken as
  /// it is
  Balance(RawInterval records, LocalDate day, boolean firstClose) {
    this.records = records;
    this.firstClose = firstClose;
    this.day = day;
    this.deliveries = records.emptied();
    this.accepted = records.emptied();
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
    for (EndState state : EndState.values()) {
      endStates.put(state, 0L);
    }
  }

  /// A delivery of the interval.
  ///
  /// @param reason code of a dead letter
  void delivery(RawPosition position, Outcome outcome, @Nullable String reason) {
    deliveries.add(position);
    if (outcome == Outcome.DEAD_LETTERED) {
      deadLetters.add(reason, position.toString());
    }
    outcomes.merge(outcome, 1L, Long::sum);
    if (outcome == Outcome.NEW || outcome == Outcome.REVISION) {
      accepted.add(position);
    }
  }

  /// All deliveries have been told.
  void deliveriesDone() {
    records
        .gone()
        .forEach(
            part ->
                mismatches.add(
                    Kind.RECORDS_GONE,
                    "%s/%d".formatted(part.topic(), part.partition()),
                    "Kafka has deleted the offsets from %d up to %d, and no close has counted them"
                        .formatted(part.from(), part.next() - 1)));
    records
        .without(deliveries)
        .forEach(
            p ->
                mismatches.add(
                    Kind.RECORD_WITHOUT_DELIVERY, p.toString(), "has no row in deliveries"));
    deliveries
        .without(records)
        .forEach(
            p ->
                mismatches.add(
                    Kind.DELIVERY_WITHOUT_RECORD,
                    p.toString(),
                    "has a row in deliveries, and Kafka has no such record"));
  }

  /// An event that this close has to do with.
  ///
  /// @param first whether its first revision is in this close
  void event(EventStory story, boolean first) {
    accepted(story);
    undelivered(story);
    Optional<Decided> standing = story.standing();
    int newest = story.newestRevision();
    boolean unread = story.deadInPolicy().contains(newest);
    boolean decided = standing.filter(d -> d.version().revision() >= newest).isPresent();
    if (first) {
      events++;
      EventStory.Revision row = story.revisions().get(1);
      if (row != null && !records.covers(row.raw())) {
        outside(story, row);
      }
      if (row != null && row.serviceDay().isBefore(day)) {
        late++;
      }
      if (decided || !unread) {
        standing.ifPresent(d -> ended(story, d));
      } else {
        endStates.merge(EndState.DEAD_LETTERED, 1L, Long::sum);
      }
    }
    if (newest > 0 && !decided && !unread) {
      mismatches.add(
          Kind.EVENT_WITHOUT_DECISION,
          story.eventKey(),
          "revision %d has no row in decisions".formatted(newest));
    }
    story.lines().forEach(line -> line(story, line));
    standing.ifPresent(decision -> billed(story, decision));
  }

  /// An event that is new in this close, and its record is not.
  private void outside(EventStory story, EventStory.Revision row) {
    if (row.replayed()) {
      recovered++;
    } else if (firstClose) {
      older++;
    } else {
      mismatches.add(
          Kind.EVENT_WITHOUT_DELIVERY,
          story.eventKey() + "#1",
          "its raw record %s is of an earlier close".formatted(row.raw()));
    }
  }

  private void ended(EventStory story, Decided decision) {
    endStates.merge(decision.state(), 1L, Long::sum);
    if (decision.state() == EndState.IN_REVIEW) {
      inReview.add(decision.reasonCode(), story.eventKey());
    }
  }

  private void accepted(EventStory story) {
    story
        .delivered()
        .forEach(
            (revision, position) -> {
              EventStory.Revision row = story.revisions().get(revision);
              if (row == null) {
                mismatches.add(
                    Kind.DELIVERY_WITHOUT_EVENT,
                    position.toString(),
                    "event %s has no row of revision %d in events"
                        .formatted(story.eventKey(), revision));
              } else if (revision == 1 && !row.raw().equals(position)) {
                // Forgotten after the horizon and met again: the first row stands.
                again++;
              }
            });
  }

  private void undelivered(EventStory story) {
    story
        .revisions()
        .forEach(
            (revision, row) -> {
              if (!row.replayed() && records.covers(row.raw()) && !accepted.contains(row.raw())) {
                mismatches.add(
                    Kind.EVENT_WITHOUT_DELIVERY,
                    "%s#%d".formatted(story.eventKey(), revision),
                    "its raw record %s is not delivered as new or a revision".formatted(row.raw()));
              }
            });
  }

  private void line(EventStory story, Line line) {
    Optional<Decided> decision = story.decision(line.version());
    if (decision.isEmpty()) {
      mismatches.add(
          Kind.LINE_WITHOUT_DECISION,
          line.id(),
          "event %s has no decision %s".formatted(story.eventKey(), line.version()));
      return;
    }
    Terms reversed = line.reversed();
    if (line.isReversal()) {
      if (reversed == null || !reversed.reversed().same(line.terms())) {
        mismatches.add(
            Kind.REVERSAL_WITHOUT_CHARGE,
            line.id(),
            "reverses %s of event %s, which is no charge of the same terms"
                .formatted(line.terms().money(), story.eventKey()));
      }
      return;
    }
    Terms wanted = decision.get().wanted().get(line.chargeKey());
    if (wanted == null
        || !wanted.same(line.terms())
        || !line.clientId().equals(decision.get().clientId())) {
      mismatches.add(
          Kind.LINE_NOT_DECIDED,
          line.id(),
          "charges %s %s for event %s, and decision %s wants %s"
              .formatted(
                  line.clientId(),
                  line.terms().words(),
                  story.eventKey(),
                  line.version(),
                  wanted == null
                      ? "no such charge"
                      : "%s charged %s".formatted(decision.get().clientId(), wanted.words())));
    }
  }

  private void billed(EventStory story, Decided decision) {
    Optional<EventStory.Answer> answer = story.billing();
    int order = answer.map(a -> a.version().compareTo(decision.version())).orElse(-1);
    if (order < 0 || (order == 0 && UNANSWERED.contains(answer.orElseThrow().status()))) {
      mismatches.add(
          Kind.DECISION_WITHOUT_BILLING,
          story.eventKey(),
          "decision %s is not answered".formatted(decision.version()));
      return;
    }
    if (order > 0) {
      // It has met a decision on what came after the cut: the close of that one weighs it.
      return;
    }
    if (answer.orElseThrow().status().equals(GIVEN_UP)) {
      mismatches.add(
          Kind.DECISION_DEAD_LETTERED,
          story.eventKey(),
          "decision %s is a dead letter of the billing sink".formatted(decision.version()));
      return;
    }
    standing(story, decision);
  }

  private void standing(EventStory story, Decided decision) {
    var live = new HashMap<String, Line>();
    story.live().forEach(line -> live.put(line.chargeKey(), line));
    decision
        .wanted()
        .forEach(
            (key, terms) -> {
              Line line = live.remove(key);
              boolean contested =
                  story.contested().getOrDefault(decision.version(), Set.of()).contains(key);
              if (line == null && !contested) {
                mismatches.add(
                    Kind.CHARGE_WITHOUT_LINE,
                    story.eventKey(),
                    "decision %s wants %s under charge key %s, and there is neither a line nor a conflict"
                        .formatted(decision.version(), terms.money(), key));
              } else if (line != null && !line.terms().same(terms)) {
                mismatches.add(
                    Kind.LINE_NOT_DECIDED,
                    line.id(),
                    "stands with %s for event %s, and decision %s wants %s"
                        .formatted(
                            line.terms().money(),
                            story.eventKey(),
                            decision.version(),
                            terms.money()));
              }
            });
    live.values()
        .forEach(
            line ->
                mismatches.add(
                    Kind.CHARGE_NOT_WANTED,
                    line.id(),
                    "%s stands for event %s, and decision %s does not want it"
                        .formatted(line.terms().money(), story.eventKey(), decision.version())));
  }

  /// All events have been told.
  void eventsDone() {
    if (!mismatches.isEmpty()) {
      return; // What is missing is named already.
    }
    long entered = outcomes.getOrDefault(Outcome.NEW, 0L) + recovered + older - again;
    if (entered != events) {
      mismatches.add(
          Kind.SUM,
          "events",
          "%d new, %d recovered, %d older, %d met again after the horizon make %d, and there are %d events"
              .formatted(
                  outcomes.getOrDefault(Outcome.NEW, 0L),
                  recovered,
                  older,
                  again,
                  entered,
                  events));
    }
    long states = endStates.values().stream().mapToLong(Long::longValue).sum();
    if (states != events) {
      mismatches.add(
          Kind.SUM,
          "end states",
          "the end states sum up to %d, and there are %d events".formatted(states, events));
    }
  }

  Mismatches mismatches() {
    return mismatches;
  }

  /// The counts of the day.
  Counts counts() {
    return new Counts(
        records.size(),
        Map.copyOf(outcomes),
        events,
        recovered,
        older,
        again,
        late,
        Map.copyOf(endStates),
        deadLetters,
        inReview);
  }

  /// What was counted.
  ///
  /// @param accepted raw records
  /// @param outcomes what became of them
  /// @param events accepted first in this close
  /// @param recovered those of them whose raw record is of an earlier close: a replay made them
  /// @param older those of them whose raw record Kafka had deleted before the first close
  /// @param again new deliveries of events that were known before the horizon
  /// @param late events whose service day is before the day that is closed
  /// @param endStates the events by end state
  /// @param deadLetters the dead-lettered records by reason
  /// @param inReview the events in review by reason
  record Counts(
      long accepted,
      Map<Outcome, Long> outcomes,
      long events,
      long recovered,
      long older,
      long again,
      long late,
      Map<EndState, Long> endStates,
      Reasons deadLetters,
      Reasons inReview) {
    long of(Outcome outcome) {
      return outcomes.getOrDefault(outcome, 0L);
    }

    long of(EndState state) {
      return endStates.getOrDefault(state, 0L);
    }
  }
}
