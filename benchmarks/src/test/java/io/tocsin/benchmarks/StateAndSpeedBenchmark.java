package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.Refiner;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much the normalizer remembers of a million events, and how fast it takes them, beside two
/// baselines that read the same log on the same broker with the same settings, and beside itself
/// without redaction.
///
/// `-Dtocsin.benchmark.events=N` changes how many.
final class StateAndSpeedBenchmark {
  private static final int PARTITIONS = 2;
  private static final Duration WITHIN = Duration.ofMinutes(60);

  @TempDir Path states;

  private final int events = Integer.getInteger("tocsin.benchmark.events", 1_000_000);
  private final KafkaSettings kafka =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
  private final AvroSerdes serdes = new AvroSerdes(TestStack.registry().url());

  /// What one topology did.
  private record Result(double seconds, Map<String, Long> storeBytes, long heap) {}

  @Test
  void aMillionEventsAreRememberedAndHowFast() throws Exception {
    System.out.println(Machine.described() + " events=" + events);
    prepare();
    long rawBytes = write();
    System.out.printf(Locale.ROOT, "raw log: %d bytes a record%n", rawBytes / events);

    print("pass-through", run("benchmark-pass", Measured.passThrough(), List.of()));
    print("key -> hash", run("benchmark-hash", Measured.keyToHash(), List.of(Measured.HASHES)));
    print(
        "no redaction",
        run(
            "benchmark-unredacted",
            Measured.normalizer(new SimpleMeterRegistry(), Refiner.NONE),
            List.of()));
    var meters = new SimpleMeterRegistry();
    print(
        "normalizer",
        run("benchmark-normalizer", Measured.normalizer(meters), List.of("seen", "seen-by-age")));

    assertThat(meters.get("tocsin.normalizer.deliveries").tag("outcome", "new").counter().count())
        .isGreaterThanOrEqualTo(events);
  }

  private void prepare() throws Exception {
    new Provisioner(
            kafka,
            new RegistrySettings(
                TestStack.registry().url(),
                AvroSerdes.DEFAULT_SERIALIZER,
                AvroSerdes.DEFAULT_DESERIALIZER,
                Map.of()))
        .provision(List.of(Reports.SOURCE));
    try (var admin = Admin.create(kafka.clientConfig())) {
      admin.createTopics(List.of(new NewTopic(Measured.OUT, PARTITIONS, (short) 1))).all().get();
    }
    try (var producer = producer(serdes.<SiteEntry>serializer())) {
      Reports.sites()
          .forEach(
              site ->
                  producer.send(
                      new ProducerRecord<>(
                          Topics.CONFIG_SITES, site.getSource() + ":" + site.getSiteRef(), site)));
    }
    try (var producer = producer(serdes.<CodeMapping>serializer())) {
      producer.send(
          new ProducerRecord<>(Topics.CONFIG_CODE_MAPPINGS, Reports.SOURCE, Reports.mapping()));
    }
  }

  private <T extends SpecificRecord> KafkaProducer<String, T> producer(Serializer<T> values) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("linger.ms", 5);
    config.put("batch.size", 131_072);
    return new KafkaProducer<>(config, new StringSerializer(), values);
  }

  private long write() {
    Serializer<RawEvent> raws = serdes.serializer();
    var bytes = new java.util.concurrent.atomic.AtomicLong();
    try (var producer = producer(raws)) {
      for (int i = 0; i < events; i++) {
        RawEvent raw = Reports.of(i);
        producer.send(
            new ProducerRecord<>(
                Reports.TOPIC, null, raw.getReceivedAt().toEpochMilli(), Reports.key(i), raw),
            (metadata, failure) ->
                bytes.addAndGet(
                    failure == null
                        ? metadata.serializedKeySize() + metadata.serializedValueSize()
                        : 0));
      }
    }
    return bytes.get();
  }

  private Result run(String applicationId, Topology topology, List<String> stores)
      throws Exception {
    Path state = states.resolve(applicationId);
    var config = StreamsRunner.config(applicationId, kafka, state.toString(), Map.of());
    long heap;
    double seconds;
    try (var streams = new KafkaStreams(topology, config);
        var admin = Admin.create(kafka.clientConfig())) {
      streams.start();
      await().atMost(WITHIN).until(() -> streams.state() == KafkaStreams.State.RUNNING);
      long started = System.nanoTime();
      await()
          .atMost(WITHIN)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> taken(admin, applicationId) >= events);
      seconds = (System.nanoTime() - started) / 1e9;
      heap = Machine.heapInUse();
      streams.close(Duration.ofMinutes(1));
    }
    var bytes = new TreeMap<String, Long>();
    for (String store : stores) {
      bytes.put(store + " on disk", onDisk(state, store));
      bytes.put(store + " changelog", written(applicationId + "-" + store + "-changelog"));
    }
    return new Result(seconds, bytes, heap);
  }

  private static long taken(Admin admin, String group) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(e -> e.getKey().topic().equals(Reports.TOPIC) && e.getValue() != null)
        .mapToLong(e -> e.getValue().offset())
        .sum();
  }

  /// Bytes of a store's files, its log for people left out.
  private static long onDisk(Path state, String store) {
    try (Stream<Path> files = Files.walk(state)) {
      return files
          .filter(f -> f.getParent().endsWith(Path.of("rocksdb", store)))
          .filter(f -> !f.getFileName().toString().startsWith("LOG"))
          .mapToLong(f -> f.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Bytes of all keys and values that were ever written to a changelog and are still there:
  /// nothing is compacted away within a run, since each key is written once.
  private long written(String topic) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("isolation.level", "read_committed");
    long bytes = 0;
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          bytes += Math.max(0, record.serializedKeySize());
          bytes += Math.max(0, record.serializedValueSize());
        }
      }
    }
    return bytes;
  }

  private void print(String name, Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-13s %8.0f records/s  %6.1f s  heap in use %d MiB%n",
        name,
        events / result.seconds(),
        result.seconds(),
        result.heap());
    result
        .storeBytes()
        .forEach(
            (what, bytes) ->
                System.out.printf(
                    Locale.ROOT,
                    "%-13s %-24s %,15d bytes per million events%n",
                    name,
                    what,
                    bytes * 1_000_000 / events));
  }
}
