package io.tocsin.policy;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import java.util.Map;

/// Settings of the test stack.
final class Stacks {
  private Stacks() {}

  static KafkaSettings kafka(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, true, 2, 1, 1, Map.of());
  }

  static RegistrySettings registry() {
    return new RegistrySettings(
        TestStack.registry().url(),
        AvroSerdes.DEFAULT_SERIALIZER,
        AvroSerdes.DEFAULT_DESERIALIZER,
        Map.of());
  }
}
