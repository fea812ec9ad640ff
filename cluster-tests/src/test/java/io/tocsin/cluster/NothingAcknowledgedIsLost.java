package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What Kafka acknowledged stands in the raw topic, once, byte for byte.
final class NothingAcknowledgedIsLost implements Guarantee {
  private final Map<String, Delivery> taken = new ConcurrentHashMap<>();

  @Override
  public void acknowledged(Delivery delivery) {
    taken.put(delivery.receipt(), delivery);
  }

  @Override
  public void check(Records records) {
    assertThat(records.raw()).extracting(Records.Stored::receipt).doesNotHaveDuplicates();
    Map<String, Records.Stored> raw =
        records.raw().stream()
            .collect(Collectors.toMap(Records.Stored::receipt, Function.identity()));
    assertThat(raw.keySet()).isEqualTo(taken.keySet());
    raw.forEach(
        (receipt, stored) -> {
          assertThat(stored.record().key()).as(receipt).isEqualTo(taken.get(receipt).key());
          assertThat(stored.record().value()).as(receipt).isEqualTo(taken.get(receipt).value());
        });
  }
}
