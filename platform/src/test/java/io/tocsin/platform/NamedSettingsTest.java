package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What an app gives to one beside it, the other one reads as it was.
final class NamedSettingsTest {
  @Test
  void theOtherAppReadsTheSame() {
    var kafka =
        new KafkaSettings(
            "kafka.example.com:9093",
            false,
            24,
            5,
            3,
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "ssl.truststore.location", "/etc/tocsin/trust.p12"));
    var registry =
        new RegistrySettings(
            "https://registry.example.com",
            "com.example.Writer",
            "com.example.Reader",
            Map.of("basic.auth.credentials.source", "USER_INFO", "apicurio.auth.username", "ann"));
    var named = new HashMap<>(kafka.named());
    named.putAll(registry.named());

    try (var other = ApplicationContext.run(named)) {
      assertThat(other.getBean(KafkaSettings.class)).isEqualTo(kafka);
      assertThat(other.getBean(RegistrySettings.class)).isEqualTo(registry);
    }
  }
}
