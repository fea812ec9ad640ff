package io.tocsin.normalizer;

import io.tocsin.normalizer.manitou.ManitouMapper;
import io.tocsin.normalizer.tracktik.TrackTikMapper;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/// The topology in a test driver, with the usual site and mapping published.
final class Harness implements AutoCloseable {
  final FakeRegistry registry = new FakeRegistry();
  final TopologyTestDriver driver;
  private final AvroSerdes serdes = LocalAvro.serdes();
  private final Properties config = new Properties();

  Harness() {
    this(Map.of());
  }

  Harness(Map<String, Source> sources) {
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(
        StreamsConfig.STATE_DIR_CONFIG,
        Path.of("target", "state", UUID.randomUUID().toString()).toString());
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver = new TopologyTestDriver(topology(registry, sources), config);
    site("tracktik", "50", "northgate", "America/Chicago");
    site("manitou", "R1-1234", "northgate", "America/Chicago");
    mapping("tracktik", 1, code("28", "report-template", EventType.alarm_dispatch));
  }

  static Topology topology(FakeRegistry registry, Map<String, Source> sources) {
    return new NormalizerTopology(
            LocalAvro.serdes(),
            registry,
            List.of(new TrackTikMapper(), new ManitouMapper()),
            name -> sources.getOrDefault(name, Source.unconfigured(name)),
            new ContentMapper(Duration.ofDays(1), Duration.ofDays(730)))
        .build();
  }

  static CodeEntry code(String code, String scheme, EventType type) {
    return new CodeEntry(code, scheme, null, type, type + " " + code, false, null);
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

  void pipe(String topic, String key, byte[] value, String receipt) {
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
                Raws.RECEIVED));
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
    try (var all =
        other.driver.<String, SeenEvent>getKeyValueStore(NormalizerTopology.SEEN_STORE).all()) {
      all.forEachRemaining(
          entry ->
              driver
                  .<String, SeenEvent>getKeyValueStore(NormalizerTopology.SEEN_STORE)
                  .put(entry.key, entry.value));
    }
  }

  SeenEvent seen(String eventKey) {
    return driver.<String, SeenEvent>getKeyValueStore(NormalizerTopology.SEEN_STORE).get(eventKey);
  }

  @Override
  public void close() {
    driver.close();
  }
}
