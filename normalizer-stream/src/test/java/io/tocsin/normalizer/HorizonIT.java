package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.App;
import io.tocsin.platform.Provisioner;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clock by which the normalizer forgets, on a real broker: it is in the log, not in the
/// process.
final class HorizonIT {
  private static final Duration WITHIN = Duration.ofSeconds(120);

  @TempDir Path directory;

  @Test
  void theClockOutlivesTheProcessAndItsDiskAndNoRecordSetsItFarAhead() {
    try (var kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      var cluster = new Cluster(kafka.bootstrapServers(), TestStack.registry().url());
      new Provisioner(cluster.kafka(), cluster.registry()).provision(List.of("tracktik"));
      new ConfigPublisher(cluster.kafka(), cluster.registry()).publish(Cluster.sampleConfig());
      Instant now = Instant.now();
      Instant then = now.minus(Duration.ofHours(3));
      List<String> ids = idsOfOnePartition();
      RawEvent early = event(ids.get(0), "early", then);

      try (App app = App.start("normalizer-stream", settings(cluster, "state"))) {
        cluster.write(early, then);
        cluster.write(event(ids.get(0), "repeated", then), then);
        cluster.write(event(ids.get(1), "now", now), now);
        await()
            .atMost(WITHIN)
            .untilAsserted(() -> assertThat(deliveries(cluster)).as("at %s", app.url()).hasSize(3));
      }
      try (App app = App.start("normalizer-stream", settings(cluster, "lost"))) {
        cluster.write(event(ids.get(2), "late", then), then);
        cluster.write(event(ids.get(0), "forgotten", then), then);
        cluster.write(event(ids.get(1), "remembered", now), then);
        await()
            .atMost(WITHIN)
            .untilAsserted(() -> assertThat(deliveries(cluster)).as("at %s", app.url()).hasSize(6));
      }

      Map<String, DeliveryOutcome> byReceipt = deliveries(cluster);
      assertThat(byReceipt.get("early").getOutcome()).isEqualTo(Outcome.NEW);
      assertThat(byReceipt.get("early").getPastHorizon()).isFalse();
      assertThat(byReceipt.get("repeated").getOutcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(byReceipt.get("late").getOutcome()).isEqualTo(Outcome.NEW);
      assertThat(byReceipt.get("late").getPastHorizon())
          .as("measured by the clock of before the restart")
          .isTrue();
      assertThat(byReceipt.get("forgotten").getOutcome()).isEqualTo(Outcome.NEW);
      assertThat(byReceipt.get("forgotten").getPastHorizon()).isTrue();
      assertThat(byReceipt.get("remembered").getOutcome()).isEqualTo(Outcome.DUPLICATE);

      assertThatThrownBy(
              () ->
                  cluster.write(
                      event(ids.get(0), "ahead", now), Instant.now().plus(Duration.ofHours(2))))
          .hasRootCauseInstanceOf(InvalidTimestampException.class);
    }
  }

  private Map<String, Object> settings(Cluster cluster, String state) {
    var settings = new HashMap<>(cluster.settings(directory.resolve(state)));
    settings.put("tocsin.normalizer.horizon", "1h");
    return settings;
  }

  private static RawEvent event(String id, String receipt, Instant occurredAt) {
    return Raws.trackTik(id, receipt).setSentAt(occurredAt.toString()).build();
  }

  /// Ids whose events stand in partition 0, so that one task and its clock see them all.
  private static List<String> idsOfOnePartition() {
    return IntStream.range(0, 1000)
        .mapToObj(i -> "reports/" + i)
        .filter(
            id ->
                BuiltInPartitioner.partitionForKey(
                        ("tracktik:" + id).getBytes(StandardCharsets.UTF_8), Cluster.PARTITIONS)
                    == 0)
        .limit(3)
        .toList();
  }

  private static Map<String, DeliveryOutcome> deliveries(Cluster cluster) {
    return cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class).stream()
        .collect(Collectors.toMap(d -> d.value().getReceipt(), d -> d.value()));
  }
}
