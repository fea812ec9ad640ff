package io.tocsin.normalizer.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.normalizer.Bodies;
import io.tocsin.normalizer.ContentMapper;
import io.tocsin.normalizer.LocalAvro;
import io.tocsin.normalizer.NormalizerMetrics;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.normalizer.Refiner;
import io.tocsin.normalizer.SeenEvent;
import io.tocsin.normalizer.manitou.ManitouMapper;
import io.tocsin.normalizer.tracktik.TrackTikMapper;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.registry.Registry;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// The real topology between a start and a crash.
///
/// The test driver numbers the records it is given from 0, over all raw topics. After a crash the
/// stream must go on with the numbers of the log, so a new driver, its stores filled with what was
/// remembered, is first given one empty record for each record before the one to go on with. Each
/// has the timestamp of the one it stands for: so the task's clock too is where it was, as it is on
/// a broker, which keeps it with the offset. What comes out of them is thrown away.
final class Stream implements AutoCloseable {
  private static final AvroSerdes SERDES = LocalAvro.serdes();
  private static final Registry REGISTRY =
      new Registry() {
        @Override
        public boolean knows(int schemaId) {
          return schemaId < Script.UNKNOWN_SCHEMA;
        }

        @Override
        public void requireUp() {}
      };

  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final TestOutputTopic<String, CanonicalEvent> canonical;
  private final TestOutputTopic<String, EventMoved> moved;
  private final TestOutputTopic<String, DeliveryOutcome> deliveries;
  private final TestOutputTopic<byte[], byte[]> letters;

  /// What the stream remembers, as a store's changelog has it.
  ///
  /// @param seen the store `seen`
  /// @param byAge the store `seen-by-age`
  record Memory(Map<String, SeenEvent> seen, Map<Bytes, byte[]> byAge) {
    static final Memory EMPTY = new Memory(Map.of(), Map.of());
  }

  /// What came out of one raw record.
  record Out(
      List<TestRecord<String, DeliveryOutcome>> deliveries,
      List<TestRecord<String, CanonicalEvent>> canonical,
      List<TestRecord<String, EventMoved>> moved,
      List<TestRecord<byte[], byte[]>> letters) {}

  /// Starts.
  ///
  /// @param configured what operators published until now, by topic and key
  /// @param memory what is in the stores
  /// @param behind the records that are not met again
  Stream(
      Function<String, Source> sources,
      Map<String, Map<String, byte[]>> configured,
      Memory memory,
      List<RawRecord> behind) {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
    config.put(
        StreamsConfig.STATE_DIR_CONFIG,
        Path.of("target", "state", UUID.randomUUID().toString()).toString());
    driver =
        new TopologyTestDriver(
            new NormalizerTopology(
                    new NormalizerTopology.Parts(
                        SERDES,
                        REGISTRY,
                        List.of(new TrackTikMapper(), new ManitouMapper()),
                        sources,
                        Refiner.NONE,
                        new Bodies(null),
                        new ContentMapper(Rules.MAX_SKEW, Rules.MAX_AHEAD, Rules.MAX_BEHIND),
                        Rules.HORIZON,
                        new NormalizerMetrics(new SimpleMeterRegistry())))
                .build(Stores::inMemoryKeyValueStore),
            config);
    canonical =
        driver.createOutputTopic(
            Topics.CANONICAL, new StringDeserializer(), SERDES.deserializer(CanonicalEvent.class));
    moved =
        driver.createOutputTopic(
            Topics.MOVED, new StringDeserializer(), SERDES.deserializer(EventMoved.class));
    deliveries =
        driver.createOutputTopic(
            Topics.DELIVERIES,
            new StringDeserializer(),
            SERDES.deserializer(DeliveryOutcome.class));
    letters =
        driver.createOutputTopic(
            Topics.DLQ_NORMALIZER, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    configured.forEach(
        (topic, entries) -> entries.forEach((key, value) -> publish(topic, key, value)));
    memory.seen().forEach(seen()::put);
    memory.byAge().forEach(byAge()::put);
    for (RawRecord record : behind) {
      give(record.topic(), null, null, new RecordHeaders(), record.timestamp());
      take();
    }
  }

  /// An operator's publication, as bytes.
  void publish(String topic, String key, byte @Nullable [] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  static byte[] bytes(SiteEntry entry) {
    return SERDES.<SiteEntry>serializer().serialize(Topics.CONFIG_SITES, entry);
  }

  static byte[] bytes(CodeMapping mapping) {
    return SERDES.<CodeMapping>serializer().serialize(Topics.CONFIG_CODE_MAPPINGS, mapping);
  }

  /// Meets one record.
  Out meet(RawRecord record) {
    Headers headers = new RecordHeaders();
    if (record.receipt() != null) {
      headers.add(DeadLetterHeaders.RECEIPT, record.receipt().getBytes(StandardCharsets.UTF_8));
    }
    give(record.topic(), record.key(), record.value(), headers, record.timestamp());
    return take();
  }

  private void give(
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long timestamp) {
    inputs
        .computeIfAbsent(
            topic,
            name ->
                driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(timestamp)));
  }

  private Out take() {
    return new Out(
        deliveries.readRecordsToList(),
        canonical.readRecordsToList(),
        moved.readRecordsToList(),
        letters.readRecordsToList());
  }

  /// What is remembered now.
  Memory memory() {
    return new Memory(contents(seen()), contents(byAge()));
  }

  private static <K, V> Map<K, V> contents(KeyValueStore<K, V> store) {
    var contents = new HashMap<K, V>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
    }
    return contents;
  }

  /// Keys of the events in the store.
  TreeSet<String> remembered() {
    return new TreeSet<>(contents(seen()).keySet());
  }

  /// How many entries the order by age has.
  int aged() {
    return contents(byAge()).size();
  }

  private KeyValueStore<String, SeenEvent> seen() {
    return driver.getKeyValueStore("seen");
  }

  private KeyValueStore<Bytes, byte[]> byAge() {
    return driver.getKeyValueStore("seen-by-age");
  }

  @Override
  public void close() {
    driver.close();
  }
}
