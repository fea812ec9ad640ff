package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Position;
import java.util.Map;
import java.util.stream.Collectors;

/// Each raw record has exactly one committed delivery, which names its position and its receipt.
final class OneDeliveryForEachRawRecord implements Guarantee {
  @Override
  public void check(Records records) {
    assertThat(records.deliveries())
        .extracting(delivery -> delivery.value().getRaw())
        .doesNotHaveDuplicates();
    Map<Position, String> accountedFor =
        records.deliveries().stream()
            .map(Records.Outcome::value)
            .collect(Collectors.toMap(DeliveryOutcome::getRaw, DeliveryOutcome::getReceipt));
    Map<Position, String> accepted =
        records.raw().stream()
            .collect(Collectors.toMap(OneDeliveryForEachRawRecord::position, r -> r.receipt()));
    assertThat(accountedFor).isEqualTo(accepted);
  }

  private static Position position(Records.Stored raw) {
    return new Position(raw.record().topic(), raw.record().partition(), raw.record().offset());
  }
}
