package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Kafka stops in the middle of the load and comes back: senders are told 503, and every receipt
/// that was given out is in the topic.
final class KafkaDownIT {
  private static final int SENDERS = 8;

  private final Queue<String> receipts = new ConcurrentLinkedQueue<>();
  private final Queue<HttpResponse<String>> refused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void nothingThatWasAcknowledgedIsMissingAfterAnOutage() {
    Path directory = TestStack.directory().resolve("kafka-down");
    EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
    var settings = new HashMap<>(GatewayFixture.trackTik("outage-it"));
    settings.put("tocsin.gateway.acknowledge-within", "2s");
    settings.put("tocsin.gateway.sources.outage-it.rate-limit-per-second", 100_000);
    try (var gateway = GatewayFixture.start(kafka.bootstrapServers(), settings)) {
      try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < SENDERS; i++) {
          senders.submit(() -> sendUntilEnough(gateway));
        }
        try {
          awaitAccepted(100);
          kafka.close();
          await().atMost(Duration.ofMinutes(1)).until(() -> refused.size() >= 2 * SENDERS);
          assertThat(gateway.get("/health").body()).contains("\"last-publish\":\"failed\"");
          kafka = EmbeddedKafka.start(directory, kafka.port());
          awaitAccepted(receipts.size() + 100);
        } finally {
          enough.set(true);
        }
      }

      Set<String> stored =
          gateway.records("raw.outage-it").stream()
              .map(record -> record.value().getReceipt())
              .collect(Collectors.toSet());

      assertThat(stored).containsAll(receipts);
      assertThat(receipts).doesNotHaveDuplicates();
      assertThat(refused)
          .allSatisfy(
              response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("retry-after")).isPresent();
                assertThat(response.headers().firstValue("content-type"))
                    .hasValue("application/problem+json");
              });
    } finally {
      kafka.close();
    }
  }

  private void awaitAccepted(int count) {
    await().atMost(Duration.ofMinutes(1)).until(() -> receipts.size() >= count);
  }

  private void sendUntilEnough(GatewayFixture gateway) {
    while (!enough.get()) {
      HttpResponse<String> response =
          gateway.post("outage-it", "{\"id\":%d}".formatted(ids.incrementAndGet()));
      if (response.statusCode() / 100 == 2) {
        receipts.add(GatewayFixture.receipt(response));
      } else {
        refused.add(response);
      }
    }
  }
}
