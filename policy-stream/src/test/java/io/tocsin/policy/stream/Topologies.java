package io.tocsin.policy.stream;

import io.tocsin.policy.PlainAvro;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import java.time.Duration;

/// What a topology is made of in tests without a registry.
final class Topologies {
  static final Duration HORIZON = Duration.ofDays(400);

  private Topologies() {}

  static PolicyTopology.Parts parts(PlainAvro avro, RulebookLibrary library) {
    return new PolicyTopology.Parts(
        () -> avro.reader(CanonicalEvent.class),
        () -> avro.reader(EventMoved.class),
        library,
        PolicyTopology.windows(avro.reader(TestWindow.class)),
        PolicyTopology.rulings(avro.reader(Ruling.class)),
        avro::serializer,
        HORIZON);
  }
}
