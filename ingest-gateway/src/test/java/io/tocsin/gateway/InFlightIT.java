package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/// When every place is taken, the next delivery is told to wait instead of queueing.
final class InFlightIT {
  @Test
  void aFullGatewayTellsSendersToWaitAndTakesThemAfterwards() throws IOException {
    var settings = new HashMap<>(GatewayFixture.trackTik("full-it"));
    settings.put("tocsin.gateway.max-in-flight", 1);
    try (var gateway = GatewayFixture.start(TestStack.kafka().bootstrapServers(), settings)) {
      URI address = URI.create(gateway.url());
      try (var slow = new Socket(address.getHost(), address.getPort())) {
        slow.getOutputStream()
            .write(
                """
                POST /webhooks/full-it HTTP/1.1\r
                Host: test\r
                Content-Type: application/json\r
                Content-Length: 100\r
                %s: %s\r
                \r
                {\
                """
                    .formatted(GatewayFixture.SECRET_HEADER, GatewayFixture.SECRET)
                    .getBytes(US_ASCII));
        slow.getOutputStream().flush();
        await().until(() -> gateway.get("/health").body().contains("\"in-flight\":1"));

        HttpResponse<String> full = gateway.post("full-it", "{\"id\":1}");

        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("retry-after")).hasValue("5");
      }
      await().until(() -> gateway.post("full-it", "{\"id\":1}").statusCode() == 202);
    }
  }
}
