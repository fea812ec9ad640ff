package io.tocsin.normalizer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.normalizer.manitou.ManitouMapper;
import io.tocsin.normalizer.tracktik.TrackTikMapper;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/// The topology in a test driver, with the usual site and mapping published.
final class Harness implements AutoCloseable {
  /// When a replay runs: long after what it replays.
  private static final Instant NOW = Instant.parse("2027-03-01T00:00:00Z");

  final FakeRegistry registry = new FakeRegistry();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final TopologyTestDriver driver;
  private final AvroSerdes serdes = LocalAvro.serdes();
  private final Properties config = new Properties();

  Harness() {
    this(Map.of());
  }

  Harness(Map<String, Source> sources) {
    this(new Setup().sources(sources));
  }

  Harness(Setup setup) {
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(
        StreamsConfig.STATE_DIR_CONFIG,
        Path.of("target", "state", UUID.randomUUID().toString()).toString());
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver = new TopologyTestDriver(setup.topology(registry, meters), config);
    site("tracktik", "50", "northgate", "America/Chicago");
    site("manitou", "R1-1234", "northgate", "America/Chicago");
    mapping("tracktik", 1, code("28", "report-template", EventType.alarm_dispatch));
  }

  /// What a test sets otherwise than usual.
  static final class Setup {
    private Map<String, Source> sources = Map.of();
    private Refiner refiner = Refiner.NONE;
    private ObjectStore objects;
    private Duration horizon = Duration.ofDays(90);
    private VendorMapper saying = new Saying();

    Setup sources(Map<String, Source> some) {
      sources = some;
      return this;
    }

    Setup refiner(Refiner one) {
      refiner = one;
      return this;
    }

    Setup objects(ObjectStore store) {
      objects = store;
      return this;
    }

    /// The adapter of the vendor whose bodies are statements.
    Setup saying(VendorMapper mapper) {
      saying = mapper;
      return this;
    }

    Setup horizon(Duration length) {
      horizon = length;
      return this;
    }

    Topology topology(FakeRegistry registry, MeterRegistry meters) {
      return new NormalizerTopology(parts(registry, meters)).build();
    }

    NormalizerTopology.Parts parts(FakeRegistry registry, MeterRegistry meters) {
      return new NormalizerTopology.Parts(
          LocalAvro.serdes(),
          registry,
          List.of(new TrackTikMapper(), new ManitouMapper(), saying),
          name -> sources.getOrDefault(name, Source.unconfigured(name)),
          refiner,
          new Bodies(objects),
          new ContentMapper(Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(730)),
          horizon,
          new NormalizerMetrics(meters));
    }
  }

  static CodeEntry code(String code, String scheme, EventType type) {
    return new CodeEntry(code, scheme, null, null, type, type + " " + code, false, null);
  }

  /// How far a counter has come; 0 where it was never touched.
  double counted(String name, String... tags) {
    Counter counter = meters.find("tocsin.normalizer." + name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  void site(String source, String ref, String id, String zone) {
    pipeConfig(
        Topics.CONFIG_SITES,
        source + ":" + ref,
        serdes
            .<SiteEntry>serializer()
            .serialize(
                Topics.CONFIG_SITES,
                new SiteEntry(source, ref, id, id + "-client", "Name of " + id, zone)));
  }

  void mapping(String source, int version, CodeEntry... entries) {
    pipeConfig(
        Topics.CONFIG_CODE_MAPPINGS,
        source,
        serdes
            .<CodeMapping>serializer()
            .serialize(
                Topics.CONFIG_CODE_MAPPINGS, new CodeMapping(source, version, List.of(entries))));
  }

  void pipeConfig(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  void pipe(RawEvent raw) {
    pipe(
        raw.getTopic(),
        raw.getSourceEventId() == null ? null : raw.getSource() + ":" + raw.getSourceEventId(),
        bytes(raw),
        raw.getReceipt());
  }

  void pipe(RawEvent raw, Instant timestamp) {
    pipe(
        raw.getTopic(),
        raw.getSource() + ":" + raw.getSourceEventId(),
        bytes(raw),
        raw.getReceipt(),
        timestamp);
  }

  void pipe(String topic, String key, byte[] value, String receipt) {
    pipe(topic, key, value, receipt, Raws.RECEIVED);
  }

  void pipe(String topic, String key, byte[] value, String receipt, Instant timestamp) {
    var headers = new RecordHeaders();
    if (receipt != null) {
      headers.add(DeadLetterHeaders.RECEIPT, receipt.getBytes(StandardCharsets.UTF_8));
    }
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                timestamp));
  }

  /// Replays a raw record.
  void replay(String replayId, ConsumerRecord<byte[], byte[]> raw) {
    pipeReplay(new TestRecord<>(raw.key(), raw.value(), Replayed.headers(replayId, raw), NOW));
  }

  void pipeReplay(TestRecord<byte[], byte[]> record) {
    driver
        .createInputTopic(Topics.REPLAY, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  /// A record as it stands in its raw topic.
  ConsumerRecord<byte[], byte[]> standing(RawEvent raw, long offset, Instant timestamp) {
    return new ConsumerRecord<>(
        raw.getTopic(),
        0,
        offset,
        timestamp.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        (raw.getSource() + ":" + raw.getSourceEventId()).getBytes(StandardCharsets.UTF_8),
        bytes(raw),
        new RecordHeaders(),
        Optional.empty());
  }

  byte[] bytes(RawEvent raw) {
    return serdes.<RawEvent>serializer().serialize(raw.getTopic(), raw);
  }

  /// Everything put out since the last call.
  List<TestRecord<String, CanonicalEvent>> canonical() {
    return driver
        .createOutputTopic(
            Topics.CANONICAL, new StringDeserializer(), serdes.deserializer(CanonicalEvent.class))
        .readRecordsToList();
  }

  List<TestRecord<String, EventMoved>> moved() {
    return driver
        .createOutputTopic(
            Topics.MOVED, new StringDeserializer(), serdes.deserializer(EventMoved.class))
        .readRecordsToList();
  }

  CanonicalEvent onlyEvent() {
    List<TestRecord<String, CanonicalEvent>> all = canonical();
    if (all.size() != 1) {
      throw new AssertionError("expected one event, found " + all);
    }
    return all.getFirst().value();
  }

  List<TestRecord<String, DeliveryOutcome>> deliveries() {
    return driver
        .createOutputTopic(
            Topics.DELIVERIES, new StringDeserializer(), serdes.deserializer(DeliveryOutcome.class))
        .readRecordsToList();
  }

  DeliveryOutcome onlyDelivery() {
    List<TestRecord<String, DeliveryOutcome>> all = deliveries();
    if (all.size() != 1) {
      throw new AssertionError("expected one delivery, found " + all);
    }
    return all.getFirst().value();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            Topics.DLQ_NORMALIZER, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /// Takes over what another instance remembered, and meets its raw positions again.
  void remember(Harness other) {
    copy(other.seen(), seen());
    copy(other.byAge(), byAge());
  }

  private static <K, V> void copy(KeyValueStore<K, V> from, KeyValueStore<K, V> to) {
    try (var all = from.all()) {
      all.forEachRemaining(entry -> to.put(entry.key, entry.value));
    }
  }

  KeyValueStore<String, SeenEvent> seen() {
    return driver.getKeyValueStore(NormalizerTopology.SEEN_STORE);
  }

  KeyValueStore<Bytes, byte[]> byAge() {
    return driver.getKeyValueStore(NormalizerTopology.AGE_STORE);
  }

  SeenEvent seen(String eventKey) {
    return seen().get(eventKey);
  }

  @Override
  public void close() {
    driver.close();
  }
}
