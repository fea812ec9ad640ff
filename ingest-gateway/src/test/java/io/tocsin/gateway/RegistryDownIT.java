package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedRegistry;
import io.tocsin.embedded.TestStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The schema registry is away: before a source's first delivery that is a 503 like any other
/// outage; afterwards it is not noticed.
final class RegistryDownIT {
  @Test
  void aRegistryThatIsAwayIsAnOutageAndNothingElse() {
    try (var registry =
            EmbeddedRegistry.start(TestStack.directory().resolve("registry-down"), 0, null);
        var gateway =
            GatewayFixture.startUnready(
                TestStack.kafka().bootstrapServers(),
                registry.url(),
                GatewayFixture.trackTik("schemaless-it"))) {
      await().atMost(Duration.ofMinutes(1)).until(() -> gateway.get("/health").statusCode() == 200);
      registry.stop();

      HttpResponse<String> away = gateway.post("schemaless-it", "{\"id\":1}");

      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.headers().firstValue("retry-after")).hasValue("5");
      registry.start();
      assertThat(gateway.post("schemaless-it", "{\"id\":1}").statusCode()).isEqualTo(202);
      registry.stop();
      assertThat(gateway.post("schemaless-it", "{\"id\":2}").statusCode()).isEqualTo(202);
    }
  }
}
