package io.tocsin.replay.simulation;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.stream.PolicyTopology;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/// The policy stream's real topology, one record at a time.
final class Policy implements AutoCloseable {
  /// Looks enough for each site to be taken over to a new rulebook, even if one look takes one.
  private static final int LOOKS = 40;

  private static final Duration LOOK = Duration.ofMillis(200);

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> canonical;
  private final TestInputTopic<byte[], byte[]> moved;
  private final TestInputTopic<String, byte[]> rulebooks;
  private final TestOutputTopic<byte[], Decision> decisions;
  private final TestOutputTopic<byte[], byte[]> letters;

  Policy() {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
    driver =
        new TopologyTestDriver(
            new PolicyTopology(
                    new PolicyTopology.Parts(
                        () -> WireFormat.reader(CanonicalEvent.class),
                        () -> WireFormat.reader(EventMoved.class),
                        new RulebookLibrary(WireFormat.reader(Rulebook.class)),
                        PolicyTopology.windows(WireFormat.reader(TestWindow.class)),
                        PolicyTopology.rulings(WireFormat.reader(Ruling.class)),
                        WireFormat::writer,
                        Normalizer.HORIZON))
                .build(Stores::inMemoryKeyValueStore),
            config);
    canonical = input(Topics.CANONICAL);
    moved = input(Topics.MOVED);
    rulebooks =
        driver.createInputTopic(
            Topics.CONFIG_RULEBOOK, new StringSerializer(), new ByteArraySerializer());
    decisions =
        driver.createOutputTopic(
            Topics.DECISIONS,
            new ByteArrayDeserializer(),
            WireFormat.SERDES.deserializer(Decision.class));
    letters =
        driver.createOutputTopic(
            Topics.DLQ_POLICY, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// A rulebook is published, and all sites go over to it.
  List<Decision> publish(int version, LocalDate effectiveFrom, String yaml) {
    var document =
        Rulebook.newBuilder()
            .setVersion(version)
            .setEffectiveFrom(effectiveFrom)
            .setYaml(yaml)
            .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
            .setPublishedBy("simulation")
            .setPublishedAt(Instant.EPOCH)
            .build();
    rulebooks.pipeInput(Integer.toString(version), WireFormat.bytes(document));
    for (int i = 0; i < LOOKS; i++) {
      driver.advanceWallClockTime(LOOK);
    }
    return decided();
  }

  void take(TestRecord<byte[], byte[]> event) {
    canonical.pipeInput(event);
  }

  void takeMove(TestRecord<byte[], byte[]> move) {
    moved.pipeInput(move);
  }

  /// What was decided since the last call.
  List<Decision> decided() {
    if (!letters.isEmpty()) {
      throw new AssertionError("the policy stream cannot read what the normalizer writes");
    }
    return decisions.readValuesToList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
