package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.LongRunning;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicySettingsTest {
  private static App app(Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put(PolicyFactory.RUN_STREAM, false);
    all.put("micronaut.server.port", -1);
    return App.start("policy-stream", List.of(), all);
  }

  @Test
  void theShippedDefaults() {
    try (App app = app(Map.of())) {
      KafkaSettings kafka = app.context().getBean(KafkaSettings.class);
      assertThat(kafka.bootstrapServers()).isEqualTo("localhost:9092");
      assertThat(kafka.createTopics()).isTrue();
      assertThat(kafka.eventPartitions()).isEqualTo(12);
      assertThat(kafka.replicationFactor()).isEqualTo(3);
      assertThat(kafka.minInsyncReplicas()).isEqualTo(2);
      RegistrySettings registry = app.context().getBean(RegistrySettings.class);
      assertThat(registry.url()).isEqualTo("http://localhost:8085");
      assertThat(registry.serializer()).isEqualTo(AvroSerdes.DEFAULT_SERIALIZER);
      assertThat(registry.deserializer()).isEqualTo(AvroSerdes.DEFAULT_DESERIALIZER);
      assertThat(app.context().getBean(PolicySettings.class))
          .isEqualTo(
              new PolicySettings(
                  "tocsin-policy",
                  "data/state",
                  Duration.ofDays(400),
                  Duration.ofDays(7),
                  Map.of()));
      assertThat(app.context().getBeansOfType(LongRunning.class)).isEmpty();
    }
  }

  @Test
  void everySettingOfTheStreamCanBeSet() {
    try (App app =
        app(
            Map.of(
                "tocsin.policy.application-id", "another-policy",
                "tocsin.policy.state-dir", "/var/lib/tocsin",
                "tocsin.policy.open-window-warning", "36h",
                "tocsin.policy.streams.num.stream.threads", "2"))) {
      assertThat(app.context().getBean(PolicySettings.class))
          .isEqualTo(
              new PolicySettings(
                  "another-policy",
                  "/var/lib/tocsin",
                  Duration.ofDays(400),
                  Duration.ofHours(36),
                  Map.of("num.stream.threads", "2")));
    }
  }
}
