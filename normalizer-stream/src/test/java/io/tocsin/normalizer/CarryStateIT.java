package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.App;
import io.tocsin.platform.Provisioner;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream under another application id, with and without what it remembers. On a broker of its
/// own, since an id that carries nothing reads every raw topic anew.
final class CarryStateIT {
  private static final Duration WITHIN = Duration.ofSeconds(90);

  @TempDir Path state;

  @Test
  void whatIsCarriedIsRememberedAndWhatIsNotIsNew() throws Exception {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(TestStack.directory().resolve("carry-kafka"), 0)) {
      var cluster = new Cluster(kafka.bootstrapServers(), TestStack.registry().url());
      new Provisioner(cluster.kafka(), cluster.registry()).provision(List.of("tracktik"));
      new ConfigPublisher(cluster.kafka(), cluster.registry()).publish(Cluster.sampleConfig());
      try (App _ = start(cluster, "first")) {
        cluster.write(
            List.of(
                Raws.trackTik("reports/1", "r1").build(),
                Raws.trackTik("reports/1", "r2").build(),
                Raws.trackTik("reports/1", "r3").setCode("99").build()));
        awaitOutcomes(cluster, Outcome.NEW, Outcome.DUPLICATE, Outcome.REVISION);
        assertThat(carry(1, cluster, "first", "second")).contains("first is running");
      }
      assertThat(carry(1, cluster, "first", "first-2")).contains("could not be told apart");
      assertThat(carry(1, cluster, "never", "second")).contains("never has never read anything");

      assertThat(carry(0, cluster, "first", "second"))
          .contains("first-seen-changelog: ", "copied to second-seen-changelog")
          .contains("second has read what first had");

      assertThat(carry(1, cluster, "first", "second")).contains("it is no new id");
      assertThat(offsets(cluster, "second"))
          .as("also their metadata, where Streams keeps the time that a partition has reached")
          .isEqualTo(offsets(cluster, "first"))
          .anySatisfy((_, offset) -> assertThat(offset).doesNotEndWith("/"));
      for (String store : List.of("seen", "seen-by-age")) {
        assertThat(records(cluster, "second", store)).isEqualTo(records(cluster, "first", store));
      }
      assertThat(records(cluster, "first", "seen")).isNotEmpty();

      try (App _ = start(cluster, "second")) {
        cluster.write(List.of(Raws.trackTik("reports/1", "r4").setCode("99").build()));
        awaitOutcomes(cluster, Outcome.NEW, Outcome.DUPLICATE, Outcome.REVISION, Outcome.DUPLICATE);
      }
      assertThat(cluster.committed(Topics.CANONICAL, CanonicalEvent.class))
          .as("nothing was put out twice")
          .hasSize(2);

      // The control: an id that carries nothing reads all again, and remembers none of it.
      try (App _ = start(cluster, "third")) {
        awaitOutcomes(
            cluster,
            Outcome.NEW,
            Outcome.DUPLICATE,
            Outcome.REVISION,
            Outcome.DUPLICATE,
            Outcome.NEW,
            Outcome.DUPLICATE,
            Outcome.REVISION,
            Outcome.DUPLICATE);
      }
      assertThat(cluster.committed(Topics.CANONICAL, CanonicalEvent.class)).hasSize(4);
    }
  }

  private App start(Cluster cluster, String id) {
    Map<String, Object> settings = cluster.settings(state.resolve(id));
    settings.put("tocsin.normalizer.application-id", id);
    return App.start("normalizer-stream", settings);
  }

  private String carry(int status, Cluster cluster, String from, String to) {
    Map<String, Object> settings = cluster.settings(state);
    settings.put("tocsin.normalizer.application-id", from);
    var bytes = new ByteArrayOutputStream();

    int ended =
        NormalizerApp.carryState(
            to, settings, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(said).isEqualTo(status);
    return said;
  }

  private static void awaitOutcomes(Cluster cluster, Outcome... outcomes) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () ->
                assertThat(cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class))
                    .extracting(d -> d.value().getOutcome())
                    .containsExactly(outcomes));
  }

  private static Map<String, String> offsets(Cluster cluster, String id) throws Exception {
    try (Admin admin = Admin.create(cluster.kafka().clientConfig())) {
      var offsets = new TreeMap<String, String>();
      admin
          .listConsumerGroupOffsets(id)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((p, o) -> offsets.put(p.toString(), o.offset() + "/" + o.metadata()));
      return offsets;
    }
  }

  private static List<String> records(Cluster cluster, String id, String store) {
    return cluster.committedBytes(id + "-" + store + "-changelog").stream()
        .map(
            r ->
                "%d %d %s %s"
                    .formatted(
                        r.partition(),
                        r.timestamp(),
                        new String(r.key(), StandardCharsets.ISO_8859_1),
                        r.value() == null
                            ? ""
                            : new String(r.value(), StandardCharsets.ISO_8859_1)))
        .toList();
  }
}
