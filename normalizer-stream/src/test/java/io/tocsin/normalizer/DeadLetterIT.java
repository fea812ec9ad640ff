package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.App;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way to `dlq.normalizer`: nothing is too large or too strange for it, and where it is shut
/// the stream stops.
final class DeadLetterIT {
  private static final Duration WITHIN = Duration.ofSeconds(120);
  private static final long SEED = 20261102;

  /// What a batch of one record without key and with the header below takes beside the value, in
  /// record format 2.
  private static final int OVERHEAD = 126;

  private static final String RECEIPT = "0199c000-0000-7000-8000-000000000001";

  @TempDir Path directory;

  private EmbeddedKafka kafka;
  private Cluster cluster;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    cluster = new Cluster(kafka.bootstrapServers(), TestStack.registry().url());
    new Provisioner(cluster.kafka(), cluster.registry()).provision(List.of("tracktik"));
    new ConfigPublisher(cluster.kafka(), cluster.registry()).publish(Cluster.sampleConfig());
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void whatCannotBeReadIsKeptByteForByteWithItsHeadersHoweverLargeItIs() {
    byte[] largest = new byte[Topics.MAX_RECORD_BYTES - OVERHEAD];
    new Random(SEED).nextBytes(largest);
    var sent =
        List.of(
            raw(null, largest),
            raw("tracktik:reports/1".getBytes(StandardCharsets.UTF_8), null),
            raw(null, null),
            raw(new byte[] {-1, 0, -2}, new byte[] {0, 1, 2}),
            raw(new byte[0], new byte[0]));
    assertThatThrownBy(() -> cluster.send(raw(null, Arrays.copyOf(largest, largest.length + 1))))
        .as("the largest is the largest")
        .hasRootCauseInstanceOf(RecordTooLargeException.class);
    sent.forEach(cluster::send);

    try (App app = App.start("normalizer-stream", cluster.settings(directory.resolve("state")))) {
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () -> assertThat(deliveries()).as("at %s", app.url()).hasSize(sent.size()));
    }

    List<ConsumerRecord<byte[], byte[]>> letters = cluster.committedBytes(Topics.DLQ_NORMALIZER);
    assertThat(letters).hasSize(sent.size());
    for (ProducerRecord<byte[], byte[]> original : sent) {
      assertThat(letters)
          .as("a letter with key %s", Arrays.toString(original.key()))
          .filteredOn(
              l ->
                  Arrays.equals(l.key(), original.key())
                      && Arrays.equals(l.value(), original.value()))
          .singleElement()
          .satisfies(
              l -> {
                assertThat(withoutReasons(l.headers())).isEqualTo(pairs(original.headers()));
                DeadLetter why = DeadLetter.readFrom(l.headers()).orElseThrow();
                assertThat(why.topic()).isEqualTo("raw.tracktik");
                assertThat(why.code())
                    .isEqualTo(
                        original.value() == null
                            ? ReasonCode.NO_VALUE
                            : ReasonCode.UNREADABLE_ENVELOPE);
              });
    }
    assertThat(deliveries())
        .allSatisfy(
            d -> {
              assertThat(d.getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
              assertThat(d.getReceipt()).isEqualTo(RECEIPT);
              assertThat(d.getSource()).isEqualTo("tracktik");
            });
    assertThat(cluster.committed(Topics.CANONICAL)).isEmpty();
  }

  @Test
  void aShutWayToTheDeadLettersStopsTheStreamAndLosesNothing() throws Exception {
    byte[] key = "tracktik:reports/1".getBytes(StandardCharsets.UTF_8);
    cluster.write(List.of(Raws.trackTik("reports/1", "r1").build()));
    ConsumerRecord<byte[], byte[]> first = cluster.committedBytes("raw.tracktik").getFirst();
    cluster.send(raw(key, new byte[5_000]));
    cluster.write(List.of(Raws.trackTik("reports/1", "r3").build()));
    setMaxMessageBytes(1_000);

    try (App app = App.start("normalizer-stream", cluster.settings(directory.resolve("state")))) {
      StreamsRunner stream = app.context().getBean(StreamsRunner.class);
      // The exception of the thread that ends is what is wanted here.
      await().dontCatchUncaughtExceptions().atMost(WITHIN).until(stream::failed);
      assertThat(status(app, "/health/liveness")).isEqualTo(503);
      assertThat(committedOffset(first)).as("next to be read").isLessThanOrEqualTo(1);
      assertThat(deliveries())
          .extracting(DeliveryOutcome::getReceipt)
          .doesNotContain(RECEIPT, "r3");
      assertThat(cluster.committed(Topics.DLQ_NORMALIZER)).isEmpty();
    }

    setMaxMessageBytes(Topics.MAX_DEAD_LETTER_BYTES);
    try (App app = App.start("normalizer-stream", cluster.settings(directory.resolve("state")))) {
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () -> assertThat(deliveries()).as("at %s", app.url()).hasSizeGreaterThanOrEqualTo(3));
      assertThat(status(app, "/health/liveness")).isEqualTo(200);
    }
    assertThat(deliveries())
        .extracting(d -> d.getRaw().getOffset(), DeliveryOutcome::getOutcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, Outcome.NEW),
            org.assertj.core.groups.Tuple.tuple(1L, Outcome.DEAD_LETTERED),
            org.assertj.core.groups.Tuple.tuple(2L, Outcome.DUPLICATE));
    assertThat(cluster.committed(Topics.DLQ_NORMALIZER)).hasSize(1);
    assertThat(cluster.committed(Topics.CANONICAL)).hasSize(1);
  }

  private static ProducerRecord<byte[], byte[]> raw(byte[] key, byte[] value) {
    var headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.RECEIPT, RECEIPT.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>("raw.tracktik", null, null, key, value, headers);
  }

  private List<DeliveryOutcome> deliveries() {
    return cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private static List<String> withoutReasons(Headers headers) {
    return pairs(headers).stream().filter(h -> !h.startsWith("tocsin.dlq.")).toList();
  }

  private static List<String> pairs(Headers headers) {
    var pairs = new ArrayList<String>();
    for (Header header : headers) {
      pairs.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
    }
    return pairs;
  }

  private void setMaxMessageBytes(int bytes) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DLQ_NORMALIZER);
    var set =
        new AlterConfigOp(
            new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
            AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(cluster.kafka().clientConfig())) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }

  private long committedOffset(ConsumerRecord<byte[], byte[]> first) throws Exception {
    try (Admin admin = Admin.create(cluster.kafka().clientConfig())) {
      var offset =
          admin
              .listConsumerGroupOffsets(NormalizerTopology.APPLICATION_ID)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(first.topic(), first.partition()));
      return offset == null ? 0 : offset.offset();
    }
  }

  private static int status(App app, String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(app.url() + path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
