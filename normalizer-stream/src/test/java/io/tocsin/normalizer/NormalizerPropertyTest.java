package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  @Property(tries = 40)
  void everyDeliveryHasTheOneOutcomeOfTheModelAndAReplayChangesNothing(
      @ForAll("deliveries") List<Delivery> deliveries) {
    try (var stream = new Harness();
        var replayed = new Harness()) {
      deliver(stream, deliveries);
      List<DeliveryOutcome> outcomes = values(stream.deliveries());
      List<CanonicalEvent> events = values(stream.canonical());

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
    }
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

  private static <T> List<T> values(List<TestRecord<String, T>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
