package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.App;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The registry away while records arrive: nothing is dead-lettered, all is processed afterwards.
final class RegistryDownIT {
  private static final Duration WITHIN = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void anOutageOfTheRegistryDeadLettersNothing() throws Exception {
    try (var kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        var gate = new Gate(TestStack.registry().url())) {
      var direct = new Cluster(kafka.bootstrapServers(), TestStack.registry().url());
      var gated = new Cluster(kafka.bootstrapServers(), gate.url());
      new Provisioner(direct.kafka(), direct.registry()).provision(List.of("tracktik"));
      new ConfigPublisher(direct.kafka(), direct.registry()).publish(Cluster.sampleConfig());
      try (App app = App.start("normalizer-stream", gated.settings(directory.resolve("state")))) {
        StreamsRunner stream = app.context().getBean(StreamsRunner.class);
        await()
            .atMost(WITHIN)
            .until(() -> stream.state().filter(s -> s == KafkaStreams.State.RUNNING).isPresent());

        gate.shut();
        direct.write(records());
        // Asked for the schema, got no answer, was replaced, asked again.
        // The exception of a thread that was replaced is no failure of this test.
        await()
            .dontCatchUncaughtExceptions()
            .atMost(WITHIN)
            .until(() -> gate.turnedAway.get() >= 4);
        assertThat(direct.committed(Topics.DLQ_NORMALIZER)).isEmpty();
        assertThat(direct.committed(Topics.DELIVERIES)).isEmpty();

        gate.open();
        await()
            .dontCatchUncaughtExceptions()
            .atMost(WITHIN)
            .untilAsserted(() -> assertThat(direct.committed(Topics.DELIVERIES)).hasSize(20));
      }
      assertThat(direct.committed(Topics.DELIVERIES, DeliveryOutcome.class))
          .allSatisfy(d -> assertThat(d.value().getOutcome()).isEqualTo(Outcome.NEW));
      assertThat(direct.committed(Topics.CANONICAL)).hasSize(20);
      assertThat(direct.committed(Topics.DLQ_NORMALIZER)).isEmpty();
    }
  }

  private static List<RawEvent> records() {
    return IntStream.range(0, 20)
        .mapToObj(i -> Raws.trackTik("reports/" + i, "r" + i).build())
        .toList();
  }
}
