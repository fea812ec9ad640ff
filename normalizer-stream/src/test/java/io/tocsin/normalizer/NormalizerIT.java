package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.normalizer.rehearsal.Result;
import io.tocsin.platform.App;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole app on a real broker and registry.
final class NormalizerIT {
  private static final Duration WITHIN = Duration.ofSeconds(90);

  @TempDir Path state;

  private final Cluster cluster =
      new Cluster(TestStack.kafka().bootstrapServers(), TestStack.registry().url());

  @Test
  void waitsForAMappingThenNormalizesAndRemembersAcrossARestart() throws Exception {
    new Provisioner(cluster.kafka(), cluster.registry()).provision(List.of("tracktik", "manitou"));
    try (App app = App.start("normalizer-stream", cluster.settings(state))) {
      StreamsRunner stream = app.context().getBean(StreamsRunner.class);
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () ->
                  assertThat(stream.waiting())
                      .startsWith("no code mapping has been published to config.code-mappings"));
      assertThat(health(app)).contains("no code mapping has been published");

      new ConfigPublisher(cluster.kafka(), cluster.registry()).publish(Cluster.sampleConfig());
      cluster.write(firstDay());
      cluster.writeBytes(
          "raw.tracktik", "tracktik:junk", "not Avro".getBytes(StandardCharsets.UTF_8));

      await().atMost(WITHIN).untilAsserted(() -> assertThat(deliveries()).hasSize(6));
      await()
          .atMost(WITHIN)
          .untilAsserted(() -> assertThat(health(app)).contains("\"status\":\"UP\""));
      assertThat(get(app, "/prometheus"))
          .contains("tocsin_normalizer_deliveries_total{outcome=\"duplicate\",source=\"tracktik\"}")
          .contains("tocsin_normalizer_dead_letters_total{reason=\"UNREADABLE_BODY\"}")
          .contains("kafka_stream_");
    }
    // Another state directory: memory and configuration come back from Kafka alone.
    try (App again = App.start("normalizer-stream", cluster.settings(state.resolve("lost")))) {
      cluster.write(
          List.of(
              Raws.trackTik("reports/it-1", "r6").build(),
              Raws.trackTik("reports/it-2", "r7").build(),
              Raws.trackTik("reports/it-1", "r8").setSiteRef("51").build()));
      await().atMost(WITHIN).untilAsserted(() -> assertThat(deliveries()).hasSize(9));
      assertThat(again.context().getBean(StreamsRunner.class).waiting()).isNull();

      List<ConsumerRecord<byte[], byte[]>> standing = cluster.committedBytes("raw.tracktik");
      assertThat(rehearsed(standing))
          .as("nothing is configured otherwise, and the memory was read")
          .containsExactlyInAnyOrder(
              "Unchanged[eventKey=tracktik:reports/it-1, revision=4]",
              "Unchanged[eventKey=tracktik:reports/it-2, revision=1]",
              "DeadLettered");
      standing.forEach(raw -> cluster.replay("replay-1", raw));
      await()
          .atMost(WITHIN)
          .untilAsserted(() -> assertThat(deliveries()).hasSize(9 + standing.size()));
    }
    assertThat(deliveries())
        .filteredOn(d -> d.value().getReplayId() != null)
        .extracting(d -> d.value().getOutcome())
        .containsOnly(Outcome.DUPLICATE, Outcome.DEAD_LETTERED);

    Map<String, DeliveryOutcome> byReceipt =
        deliveries().stream()
            .filter(d -> d.value().getReceipt() != null && d.value().getReplayId() == null)
            .collect(Collectors.toMap(d -> d.value().getReceipt(), ConsumerRecord::value));
    assertThat(byReceipt.get("r1").getOutcome()).isEqualTo(Outcome.NEW);
    assertThat(byReceipt.get("r2").getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(byReceipt.get("r3").getOutcome()).isEqualTo(Outcome.REVISION);
    assertThat(byReceipt.get("r4").getOutcome()).isEqualTo(Outcome.NEW);
    assertThat(byReceipt.get("r5").getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
    assertThat(byReceipt.get("r6").getOutcome()).isEqualTo(Outcome.REVISION);
    assertThat(byReceipt.get("r6").getRevision()).isEqualTo(3);
    assertThat(byReceipt.get("r7").getOutcome()).isEqualTo(Outcome.NEW);

    Map<String, ConsumerRecord<String, CanonicalEvent>> events =
        cluster.committed(Topics.CANONICAL, CanonicalEvent.class).stream()
            .collect(Collectors.toMap(e -> e.value().getReceipt(), e -> e));
    assertThat(events).containsOnlyKeys("r1", "r3", "r4", "r6", "r7", "r8");
    ConsumerRecord<String, CanonicalEvent> dispatch = events.get("r1");
    assertThat(dispatch.key()).isEqualTo("northgate-mall");
    assertThat(dispatch.value().getType()).isEqualTo(EventType.alarm_dispatch);
    assertThat(dispatch.value().getServiceDay()).isEqualTo(LocalDate.of(2026, 11, 2));
    assertThat(new String(dispatch.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .isEqualTo("tracktik:reports/it-1#1");
    assertThat(events.get("r3").value().getReview()).containsExactly(ReviewReason.UNMAPPED_CODE);
    assertThat(events.get("r7").value().getReview())
        .as("site directory and mapping were there before the first event after the restart")
        .isEmpty();
    assertThat(events.get("r4").value().getLifeSafety()).isTrue();
    assertThat(events.get("r4").value().getZone()).isEqualTo("007");

    assertThat(cluster.committed(Topics.MOVED, EventMoved.class))
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.key()).isEqualTo("northgate-mall");
              assertThat(move.partition())
                  .as("where the revision before stands")
                  .isEqualTo(events.get("r6").partition());
              assertThat(move.value())
                  .isEqualTo(
                      new EventMoved("tracktik:reports/it-1", 4, "northgate-mall", "tracktik:51"));
            });

    Map<ReasonCode, ConsumerRecord<String, byte[]>> letters =
        cluster.committed(Topics.DLQ_NORMALIZER).stream()
            .collect(
                Collectors.toMap(
                    l -> DeadLetter.readFrom(l.headers()).orElseThrow().code(), l -> l));
    assertThat(letters)
        .containsOnlyKeys(ReasonCode.UNREADABLE_ENVELOPE, ReasonCode.UNREADABLE_BODY);
    assertThat(letters.get(ReasonCode.UNREADABLE_ENVELOPE).key()).isEqualTo("tracktik:junk");
    assertThat(
            new String(letters.get(ReasonCode.UNREADABLE_ENVELOPE).value(), StandardCharsets.UTF_8))
        .isEqualTo("not Avro");
    assertThat(DeadLetter.text(letters.get(ReasonCode.UNREADABLE_BODY).headers(), "tocsin.receipt"))
        .isEqualTo("r5");
  }

  /// What the records would become if they were replayed, each kind of it once.
  private Set<String> rehearsed(List<ConsumerRecord<byte[], byte[]>> raws) {
    try (Rehearsal rehearsal =
        Rehearsal.open(List.of(), cluster.settings(state.resolve("rehearsal")))) {
      rehearsal.recall(
          raws.stream()
              .map(raw -> new String(raw.key(), StandardCharsets.UTF_8))
              .collect(Collectors.toSet()));
      return raws.stream()
          .map(rehearsal::replay)
          .map(result -> result instanceof Result.DeadLettered ? "DeadLettered" : result.toString())
          .collect(Collectors.toSet());
    }
  }

  private List<ConsumerRecord<String, DeliveryOutcome>> deliveries() {
    return cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class);
  }

  private static List<RawEvent> firstDay() {
    return List.of(
        Raws.trackTik("reports/it-1", "r1").build(),
        Raws.trackTik("reports/it-1", "r2").build(),
        Raws.trackTik("reports/it-1", "r3").setCode("99").build(),
        Raws.manitou("signal-1", "r4", "FA", "")
            .setBody(ByteBuffer.wrap(Raws.file("manitou/packet.xml")))
            .build(),
        Raws.manitou("signal-2", "r5", "FA", "<Packet").build());
  }

  private static String health(App app) throws Exception {
    return get(app, "/health");
  }

  private static String get(App app, String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(app.url() + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
