package io.tocsin.console;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What arrived in a range of days, what became of it, and whether the sums match.
///
/// Deliveries are selected by the UTC day on which they were received; events, money, activities
/// and tickets by the service day.
///
/// @param from first day; null = from the beginning
/// @param to last day; null = to the end
/// @param readAt when it was read, UTC; all of it is one snapshot
/// @param arrived deliveries by source
/// @param deliveryBalance whether every accepted delivery is accounted for
/// @param endStates events by end state and reason
/// @param eventBalance whether every event is in exactly one end state
/// @param lines invoice lines
/// @param totals their sums by client and currency
/// @param moneyBalance for each currency whether what is invoiced is what was decided
/// @param activities CRM activities
/// @param tickets tickets
/// @param sinks how many events each sink has in which state
/// @param deadLetters deliveries that could not be used
/// @param conflicts claims on charge keys that were taken, those that wait first
record Outcomes(
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    Instant readAt,
    List<Arrived> arrived,
    DeliveryBalance deliveryBalance,
    List<EndStateCount> endStates,
    EventBalance eventBalance,
    Excerpt<InvoiceLine> lines,
    List<Total> totals,
    List<MoneyBalance> moneyBalance,
    Excerpt<Activity> activities,
    Excerpt<Ticket> tickets,
    List<SinkCount> sinks,
    Excerpt<Delivery> deadLetters,
    Excerpt<Conflict> conflicts) {

  /// Whether all sums match.
  boolean balanced() {
    return deliveryBalance.matches()
        && eventBalance.matches()
        && moneyBalance.stream().allMatch(MoneyBalance::matches);
  }

  /// Deliveries of one source.
  ///
  /// @param source its name; null where it could not be told
  /// @param counts their outcomes
  record Arrived(@Nullable String source, DeliveryCounts counts) {}

  /// Both sides of "accepted = new + revisions + duplicates + dead letters". Left and the last two
  /// from the deliveries, the first two from the events that are really there.
  ///
  /// @param accepted deliveries that are accounted for
  /// @param saidNew deliveries that say they made a new event
  /// @param saidRevision deliveries that say they changed an event
  /// @param newEvents first revisions of events
  /// @param revisions later revisions of events
  /// @param duplicates deliveries that repeat an event
  /// @param deadLetters deliveries that could not be used
  /// @param matches whether both sides are equal, and each of new and revisions too
  record DeliveryBalance(
      long accepted,
      long saidNew,
      long saidRevision,
      long newEvents,
      long revisions,
      long duplicates,
      long deadLetters,
      boolean matches) {
    DeliveryBalance(DeliveryCounts said, long newEvents, long revisions) {
      this(
          said.sum(),
          said.newEvents(),
          said.revisions(),
          newEvents,
          revisions,
          said.duplicates(),
          said.deadLetters(),
          said.newEvents() == newEvents && said.revisions() == revisions);
    }
  }

  /// Events that share an end state and a reason.
  ///
  /// @param reasonCode stable code; null where billable
  /// @param reason the sentence that all of them carry; one of them, marked as an example, where
  /// they differ
  /// @param events how many
  record EndStateCount(
      EndState endState, @Nullable String reasonCode, @Nullable String reason, long events) {}

  /// Both sides of "events = their end states". Left from the events, right from the decisions.
  ///
  /// @param events events that are there
  /// @param billable events whose standing decision says so; likewise the next four
  /// @param undecided events whose newest revision has no decision
  /// @param unknown decisions on a revision that is not there
  /// @param examples some event keys of those two, at most five of each
  /// @param matches whether both sides are equal and nothing is undecided or unknown
  record EventBalance(
      long events,
      long billable,
      long notBillable,
      long merged,
      long inReview,
      long deadLettered,
      long undecided,
      long unknown,
      List<String> examples,
      boolean matches) {
    EventBalance(
        long events,
        List<EndStateCount> states,
        long undecided,
        long unknown,
        List<String> examples) {
      this(
          events,
          count(states, EndState.BILLABLE),
          count(states, EndState.NOT_BILLABLE),
          count(states, EndState.MERGED),
          count(states, EndState.IN_REVIEW),
          count(states, EndState.DEAD_LETTERED),
          undecided,
          unknown,
          examples,
          undecided == 0
              && unknown == 0
              && events == states.stream().mapToLong(EndStateCount::events).sum());
    }

    private static long count(List<EndStateCount> states, EndState wanted) {
      return states.stream()
          .filter(s -> s.endState() == wanted)
          .mapToLong(EndStateCount::events)
          .sum();
    }
  }

  /// Sum of a client's invoice lines in one currency.
  ///
  /// @param amount charges less reversals, in currency
  record Total(String clientId, String currency, long lines, BigDecimal amount) {}

  /// Both sides of "invoiced = decided less what is in conflict", in one currency.
  ///
  /// @param invoiced sum of the invoice lines
  /// @param decided sum of the charges that stand by decision, on both meters
  /// @param inConflict the part of it whose charge key is taken
  /// @param matches whether both sides are equal
  record MoneyBalance(
      String currency,
      BigDecimal invoiced,
      BigDecimal decided,
      BigDecimal inConflict,
      boolean matches) {
    MoneyBalance(String currency, BigDecimal invoiced, BigDecimal decided, BigDecimal inConflict) {
      this(
          currency,
          invoiced,
          decided,
          inConflict,
          invoiced.compareTo(decided.subtract(inConflict)) == 0);
    }
  }

  /// How many events a sink has in one state; an event that has several answers of one sink may be
  /// in several.
  ///
  /// @param status WRITTEN, NOTHING_TO_DO, CONFLICT, REFUSED, UNKNOWN_OUTCOME, RETRYING or
  /// DEAD_LETTERED
  record SinkCount(String sink, String status, long events) {}
}
