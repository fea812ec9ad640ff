package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Each delivery's outcome and revision are those that follow from the raw log alone: its first
/// sight is new, what says the same as the present revision is a duplicate, everything else is the
/// next revision.
final class OutcomesAreTheModels implements Guarantee {
  private final Map<String, Delivery> sent = new ConcurrentHashMap<>();

  /// What the model knows of an event.
  private record Known(int revision, String content) {}

  @Override
  public void acknowledged(Delivery delivery) {
    sent.put(delivery.receipt(), delivery);
  }

  @Override
  public void check(Records records) {
    Map<String, Known> known = new HashMap<>();
    Map<String, String> expected = new HashMap<>();
    // All deliveries of an event stand in one partition, so the order there is their order.
    for (Records.Stored raw : records.raw()) {
      Delivery delivery = sent.get(raw.receipt());
      if (delivery.event() == null) {
        expected.put(raw.receipt(), Outcome.DEAD_LETTERED + "/null");
        continue;
      }
      Known before = known.get(delivery.event());
      if (before != null && before.content().equals(delivery.content())) {
        expected.put(raw.receipt(), Outcome.DUPLICATE + "/" + before.revision());
      } else {
        var now = new Known(before == null ? 1 : before.revision() + 1, delivery.content());
        known.put(delivery.event(), now);
        expected.put(
            raw.receipt(),
            (before == null ? Outcome.NEW : Outcome.REVISION) + "/" + now.revision());
      }
    }
    Map<String, String> actual = new HashMap<>();
    records
        .deliveries()
        .forEach(
            d ->
                actual.put(
                    d.value().getReceipt(),
                    d.value().getOutcome() + "/" + d.value().getRevision()));
    assertThat(actual).isEqualTo(expected);
  }
}
