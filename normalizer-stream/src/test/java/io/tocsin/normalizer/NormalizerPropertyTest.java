package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.streams.test.TestRecord;

/// Random deliveries of a few events, in any order, some of them unreadable, against a model of ten
/// lines. jqwik prints the seed of a failure; `@Property(seed = "…")` runs it again.
final class NormalizerPropertyTest {
  /// One delivery.
  ///
  /// @param event which event
  /// @param content which content it has; below 0: an unreadable body; above 2: none at all
  record Delivery(int event, int content) {}

  @Provide
  Arbitrary<List<Delivery>> deliveries() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4), Arbitraries.integers().between(-1, 3))
        .as(Delivery::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 25)
  void everyDeliveryHasTheOneOutcomeOfTheModelAndAReplayChangesNothing(
      @ForAll("deliveries") List<Delivery> deliveries) {
    try (var stream = new Harness();
        var replayed = new Harness()) {
      deliver(stream, deliveries);
      List<DeliveryOutcome> outcomes = values(stream.deliveries());
      List<CanonicalEvent> events = values(stream.canonical());
      List<EventMoved> moves = values(stream.moved());

      assertThat(outcomes)
          .extracting(o -> o.getOutcome() + "/" + o.getRevision())
          .isEqualTo(model(deliveries));
      assertThat(outcomes).hasSize(deliveries.size());
      assertThat(new HashSet<>(outcomes.stream().map(DeliveryOutcome::getRaw).toList()))
          .hasSize(deliveries.size());
      assertThat(events)
          .hasSize(
              (int)
                  outcomes.stream()
                      .filter(
                          o -> o.getOutcome() == Outcome.NEW || o.getOutcome() == Outcome.REVISION)
                      .count());
      assertThat(stream.deadLetters())
          .hasSize(
              (int) outcomes.stream().filter(o -> o.getOutcome() == Outcome.DEAD_LETTERED).count());

      replayed.remember(stream);
      deliver(replayed, deliveries);
      assertThat(values(replayed.deliveries())).isEqualTo(outcomes);
      assertThat(values(replayed.canonical())).isEqualTo(events);
      assertThat(values(replayed.moved())).isEqualTo(moves);
      assertThat(moves).isEqualTo(movesOf(events));
    }
  }

  /// Where an event's revision has another site key than the one before it, in the order in which
  /// they were put out.
  private static List<EventMoved> movesOf(List<CanonicalEvent> events) {
    Map<String, String> last = new HashMap<>();
    var moves = new ArrayList<EventMoved>();
    for (CanonicalEvent event : events) {
      String before = last.put(event.getEventKey(), event.getSiteKey());
      if (before != null && !before.equals(event.getSiteKey())) {
        moves.add(
            new EventMoved(event.getEventKey(), event.getRevision(), before, event.getSiteKey()));
      }
    }
    return moves;
  }

  private static void deliver(Harness stream, List<Delivery> deliveries) {
    int number = 0;
    for (Delivery delivery : deliveries) {
      String id = "reports/" + delivery.event();
      String receipt = "receipt-" + number++;
      if (delivery.content() > 2) {
        stream.pipe("raw.tracktik", "tracktik:" + id, null, receipt);
      } else {
        stream.pipe(
            Raws.trackTik(id, receipt)
                .setReceivedAt(Raws.RECEIVED.plusSeconds(number))
                .setSiteRef("site-" + delivery.content())
                .setBody(Raws.bytes(delivery.content() < 0 ? "unreadable" : "{}"))
                .build());
      }
    }
  }

  private static List<String> model(List<Delivery> deliveries) {
    Map<Integer, List<Integer>> contents = new HashMap<>();
    var outcomes = new ArrayList<String>();
    for (Delivery delivery : deliveries) {
      if (delivery.content() < 0 || delivery.content() > 2) {
        outcomes.add("DEAD_LETTERED/null");
        continue;
      }
      List<Integer> known = contents.computeIfAbsent(delivery.event(), e -> new ArrayList<>());
      boolean duplicate = !known.isEmpty() && known.getLast() == delivery.content();
      if (!duplicate) {
        known.add(delivery.content());
      }
      outcomes.add(
          (duplicate ? "DUPLICATE" : known.size() == 1 ? "NEW" : "REVISION") + "/" + known.size());
    }
    return outcomes;
  }

  /// One delivery by some road, or a change of the mapping.
  ///
  /// @param event which event; below 0: the mapping changes instead
  /// @param road the road it comes by
  /// @param order place in the source's own order; null where it has none
  /// @param zone what it says, null = nothing
  /// @param status likewise
  record Told(int event, Transport road, Long order, String zone, String status) {}

  @Provide
  Arbitrary<List<Told>> tellings() {
    Arbitrary<String> word = Arbitraries.of("x", "y", "z").injectNull(0.3);
    return Combinators.combine(
            Arbitraries.integers().between(-1, 2),
            Arbitraries.of(Transport.class),
            Arbitraries.longs().between(0, 5).injectNull(0.5),
            word,
            word)
        .as(Told::new)
        .list()
        .ofMaxSize(40);
  }

  /// Each event is told of by several roads while the mapping changes: revisions have no gaps and
  /// each differs from the one before, every record has one outcome, the last content is that of a
  /// model that knows only what each road said last, and a second run over the same log has the
  /// same outcomes and changes no memory.
  @Property(tries = 20)
  void whateverTheRoadsSayRevisionsAreGaplessAndTheLastContentIsTheModels(
      @ForAll("tellings") List<Told> tellings) {
    try (var stream = new Harness();
        var replayed = new Harness()) {
      tell(stream, tellings);
      List<DeliveryOutcome> outcomes = values(stream.deliveries());
      List<CanonicalEvent> events = values(stream.canonical());

      assertThat(outcomes).hasSize((int) tellings.stream().filter(t -> t.event() >= 0).count());
      for (int event = 0; event <= 2; event++) {
        String key = "saying:" + event;
        List<CanonicalEvent> revisions =
            events.stream().filter(e -> e.getEventKey().equals(key)).toList();
        for (int i = 0; i < revisions.size(); i++) {
          assertThat(revisions.get(i).getRevision()).isEqualTo(i + 1);
          if (i > 0) {
            assertThat(revisions.get(i).getContentHash())
                .isNotEqualTo(revisions.get(i - 1).getContentHash());
          }
        }
        assertThat(
                outcomes.stream()
                    .filter(o -> o.getEventKey().equals(key))
                    .filter(o -> o.getOutcome() != Outcome.DUPLICATE)
                    .map(DeliveryOutcome::getRevision))
            .isEqualTo(revisions.stream().map(CanonicalEvent::getRevision).toList());
        if (!revisions.isEmpty()) {
          CanonicalEvent last = revisions.getLast();
          assertThat(List.of("" + last.getZone(), "" + last.getStatus()))
              .isEqualTo(standing(tellings, event));
        }
      }

      replayed.remember(stream);
      tell(replayed, tellings);
      assertThat(values(replayed.deliveries()))
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("ignored")
          .isEqualTo(outcomes);
      for (int event = 0; event <= 2; event++) {
        assertThat(replayed.seen("saying:" + event)).isEqualTo(stream.seen("saying:" + event));
      }
    }
  }

  private static void tell(Harness stream, List<Told> tellings) {
    int number = 0;
    for (Told told : tellings) {
      number++;
      if (told.event() < 0) {
        stream.mapping(
            "saying",
            number,
            Harness.code(
                "28", null, number % 2 == 0 ? EventType.alarm_dispatch : EventType.maintenance));
      } else {
        stream.pipe(
            Saying.raw(
                    told.road(),
                    Integer.toString(told.event()),
                    "receipt-" + number,
                    Raws.statement()
                        .setCode("28")
                        .setOrder(told.order())
                        .setZone(told.zone())
                        .setStatus(told.status())
                        .build())
                .build());
      }
    }
  }

  /// Zone and status that stand in the end: of the richest road's last word first.
  private static List<String> standing(List<Told> tellings, int event) {
    var last = new TreeMap<Integer, Told>();
    for (Told told : tellings) {
      if (told.event() == event) {
        int road =
            switch (told.road()) {
              case WEBHOOK, POLL -> 0;
              case EXPORT -> 1;
              case MAILBOX -> 2;
            };
        Told before = last.get(road);
        boolean older =
            before != null
                && before.order() != null
                && told.order() != null
                && told.order() < before.order();
        if (!older) {
          last.put(road, told);
        }
      }
    }
    return List.of(
        first(last.values().stream().map(Told::zone)),
        first(last.values().stream().map(Told::status)));
  }

  private static String first(Stream<String> words) {
    return words.filter(Objects::nonNull).findFirst().orElse("null");
  }

  private static <T> List<T> values(List<TestRecord<String, T>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
