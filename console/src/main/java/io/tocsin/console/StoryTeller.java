package io.tocsin.console;

import io.tocsin.schemas.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Puts a story together from the facts.
final class StoryTeller {
  private StoryTeller() {}

  /// The story of a key; empty where nothing is known under it.
  static Optional<Story> tell(AskedKey asked, StoryFacts facts) throws SQLException {
    return switch (asked.kind()) {
      case RECEIPT -> ofReceipt(asked, facts);
      case EVENT_KEY -> ofEvents(asked, List.of(asked.text()), List.of(), facts);
      case CHARGE_KEY -> ofEvents(asked, facts.eventsOfCharge(asked.text()), List.of(), facts);
    };
  }

  private static Optional<Story> ofReceipt(AskedKey asked, StoryFacts facts) throws SQLException {
    List<Delivery> found =
        facts.deliveriesOfReceipt(asked.text()).stream().map(Delivery::markedAsAsked).toList();
    List<String> events =
        found.stream().map(Delivery::eventKey).filter(Objects::nonNull).distinct().toList();
    if (!found.isEmpty() && events.isEmpty()) {
      return Optional.of(withoutEvent(asked, found));
    }
    return ofEvents(asked, events, found, facts);
  }

  private static Optional<Story> ofEvents(
      AskedKey asked, List<String> events, List<Delivery> askedDeliveries, StoryFacts facts)
      throws SQLException {
    if (events.isEmpty()) {
      return Optional.empty();
    }
    String event = events.getFirst();
    DeliveryCounts counts = facts.counts(event);
    List<Revision> revisions = facts.revisions(event);
    List<Verdict> decisions = facts.decisions(event);
    if (counts.sum() == 0 && revisions.isEmpty() && decisions.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Story(
            asked,
            event,
            events.subList(1, events.size()),
            counts,
            withAsked(facts.deliveries(event), askedDeliveries, event),
            revisions,
            decisions,
            testWindow(decisions, facts).orElse(null),
            facts.rulings(event),
            facts.lines(event),
            facts.conflicts(event),
            facts.sinks(event),
            facts.activity(event).orElse(null),
            facts.ticket(event).orElse(null)));
  }

  private static Optional<TestWindow> testWindow(List<Verdict> decisions, StoryFacts facts)
      throws SQLException {
    Optional<String> id =
        decisions.isEmpty() ? Optional.empty() : decisions.getLast().testWindowId();
    return id.isPresent() ? facts.testWindow(id.get()) : Optional.empty();
  }

  private static Story withoutEvent(AskedKey asked, List<Delivery> found) {
    return new Story(
        asked,
        null,
        List.of(),
        new DeliveryCounts(
            count(found, Outcome.NEW),
            count(found, Outcome.REVISION),
            count(found, Outcome.DUPLICATE),
            count(found, Outcome.DEAD_LETTERED)),
        found,
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  private static long count(List<Delivery> deliveries, Outcome outcome) {
    return deliveries.stream().filter(d -> d.outcome() == outcome).count();
  }

  /// The event's deliveries with the asked ones marked, and added at the end where the list was cut
  /// before them.
  private static List<Delivery> withAsked(
      List<Delivery> deliveries, List<Delivery> asked, String event) {
    var merged = new ArrayList<Delivery>();
    for (Delivery delivery : deliveries) {
      merged.add(asked.stream().anyMatch(delivery::isAt) ? delivery.markedAsAsked() : delivery);
    }
    asked.stream()
        .filter(a -> event.equals(a.eventKey()) && deliveries.stream().noneMatch(a::isAt))
        .forEach(merged::add);
    return List.copyOf(merged);
  }
}
