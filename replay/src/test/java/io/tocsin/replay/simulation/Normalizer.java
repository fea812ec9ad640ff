package io.tocsin.replay.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.normalizer.Bodies;
import io.tocsin.normalizer.ContentMapper;
import io.tocsin.normalizer.NormalizerMetrics;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.normalizer.Refiner;
import io.tocsin.normalizer.SeenEvent;
import io.tocsin.normalizer.silvertrac.SilvertracMapper;
import io.tocsin.normalizer.tracktik.TrackTikMapper;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/// The normalizer's real topology, one record at a time.
final class Normalizer implements AutoCloseable {
  /// Longer than any simulation.
  static final Duration HORIZON = Duration.ofDays(400);

  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final Map<String, TestInputTopic<String, byte[]>> configuration = new HashMap<>();
  private final TestOutputTopic<byte[], byte[]> canonical;
  private final TestOutputTopic<byte[], byte[]> moved;
  private final TestOutputTopic<String, DeliveryOutcome> deliveries;
  private final TestOutputTopic<byte[], byte[]> letters;
  private Configured configured = new Configured(Map.of(), Map.of(), false);

  /// What came out of one record.
  ///
  /// @param delivery what became of it
  /// @param canonical as they stand in the topic
  /// @param moved likewise
  record Out(
      DeliveryOutcome delivery,
      List<TestRecord<byte[], byte[]>> canonical,
      List<TestRecord<byte[], byte[]>> moved) {}

  Normalizer() {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
    driver =
        new TopologyTestDriver(
            new NormalizerTopology(parts()).build(Stores::inMemoryKeyValueStore), config);
    canonical =
        driver.createOutputTopic(
            Topics.CANONICAL, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    moved =
        driver.createOutputTopic(
            Topics.MOVED, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    deliveries =
        driver.createOutputTopic(
            Topics.DELIVERIES,
            new StringDeserializer(),
            WireFormat.SERDES.deserializer(DeliveryOutcome.class));
    letters =
        driver.createOutputTopic(
            Topics.DLQ_NORMALIZER, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  NormalizerTopology.Parts parts() {
    return new NormalizerTopology.Parts(
        WireFormat.SERDES,
        WireFormat.REGISTRY,
        List.of(new TrackTikMapper(), new Mendable()),
        Traffic::source,
        Refiner.NONE,
        new Bodies(null),
        new ContentMapper(Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofDays(90)),
        HORIZON,
        new NormalizerMetrics(new SimpleMeterRegistry()));
  }

  /// An adapter that reads nothing until it is mended.
  private final class Mendable implements VendorMapper {
    private final SilvertracMapper right = new SilvertracMapper();

    @Override
    public String vendor() {
      return right.vendor();
    }

    @Override
    public Mapped map(RawEvent raw, byte[] body, Source source) {
      return configured.mended()
          ? right.map(raw, body, source)
          : new Mapped.Unreadable("the adapter does not know this yet");
    }
  }

  void configure(Configured now) {
    publish(Topics.CONFIG_CODE_MAPPINGS, values(configured.mappings()), values(now.mappings()));
    publish(Topics.CONFIG_SITES, values(configured.sites()), values(now.sites()));
    configured = now;
  }

  Configured configured() {
    return configured;
  }

  static Map<String, byte[]> values(
      Map<String, ? extends org.apache.avro.specific.SpecificRecord> records) {
    var values = new HashMap<String, byte[]>();
    records.forEach((key, record) -> values.put(key, WireFormat.bytes(record)));
    return values;
  }

  private void publish(String topic, Map<String, byte[]> before, Map<String, byte[]> after) {
    var input =
        configuration.computeIfAbsent(
            topic,
            it -> driver.createInputTopic(it, new StringSerializer(), new ByteArraySerializer()));
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .sorted()
        .forEach(key -> input.pipeInput(key, null));
    after.forEach(input::pipeInput);
  }

  /// A raw record arrives.
  Out meet(Raw raw) {
    return pipe(raw.topic(), raw, new RecordHeaders(), raw.timestamp());
  }

  /// A raw record is replayed.
  ///
  /// @param at where it stands
  /// @param now when it is written to the replay topic, milliseconds since 1970 UTC
  Out replay(Raw raw, Position at, String replayId, long now) {
    var headers = new RecordHeaders();
    put(headers, ReplayHeaders.ID, replayId);
    put(headers, ReplayHeaders.TOPIC, at.getTopic());
    put(headers, ReplayHeaders.PARTITION, Integer.toString(at.getPartition()));
    put(headers, ReplayHeaders.OFFSET, Long.toString(at.getOffset()));
    put(headers, ReplayHeaders.TIMESTAMP, Instant.ofEpochMilli(raw.timestamp()).toString());
    return pipe(Topics.REPLAY, raw, headers, now);
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private Out pipe(String topic, Raw raw, Headers headers, long timestamp) {
    inputs
        .computeIfAbsent(
            topic,
            it -> driver.createInputTopic(it, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(
            new TestRecord<>(raw.key(), raw.value(), headers, Instant.ofEpochMilli(timestamp)));
    List<DeliveryOutcome> accounted = deliveries.readValuesToList();
    letters.readValuesToList();
    if (accounted.size() != 1) {
      throw new AssertionError(
          "one record is accounted for %d times: %s".formatted(accounted.size(), accounted));
    }
    return new Out(accounted.getFirst(), canonical.readRecordsToList(), moved.readRecordsToList());
  }

  static CanonicalEvent event(TestRecord<byte[], byte[]> record) {
    return WireFormat.SERDES
        .deserializer(CanonicalEvent.class)
        .deserialize(Topics.CANONICAL, record.value());
  }

  static EventMoved move(TestRecord<byte[], byte[]> record) {
    return WireFormat.SERDES
        .deserializer(EventMoved.class)
        .deserialize(Topics.MOVED, record.value());
  }

  /// What it remembers of events now.
  Map<String, SeenEvent> memory() {
    var memory = new HashMap<String, SeenEvent>();
    KeyValueStore<String, SeenEvent> seen = driver.getKeyValueStore("seen");
    try (var all = seen.all()) {
      all.forEachRemaining(entry -> memory.put(entry.key, entry.value));
    }
    return memory;
  }

  @Override
  public void close() {
    driver.close();
  }
}
