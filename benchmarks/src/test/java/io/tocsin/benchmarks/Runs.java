package io.tocsin.benchmarks;

import static org.awaitility.Awaitility.await;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.StreamsRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/// Runs topologies over one log and measures what they take.
///
/// @param states where their state goes
/// @param events how many records each has to take
record Runs(KafkaSettings kafka, Path states, int events) {
  private static final Duration WITHIN = Duration.ofMinutes(60);
  private static final Duration QUIET = Duration.ofSeconds(3);

  /// What one topology did.
  record Result(double seconds, Map<String, Long> storeBytes, long heap) {}

  /// What a topology reads.
  ///
  /// @param topic the topic whose records are counted
  /// @param out where the last of it comes out
  record Input(String topic, String out) {}

  /// Runs a topology from its start until it has taken everything.
  ///
  /// @param input what it has to take
  /// @param stores the stores whose size is asked
  Result run(String applicationId, Topology topology, Input input, List<String> stores)
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
          .until(() -> taken(admin, applicationId, input.topic()) >= events);
      seconds = (quietSince(admin, input.out()) - started) / 1e9;
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

  /// Since when nothing more comes out, by the nanosecond clock: there may be steps between.
  private static long quietSince(Admin admin, String topic) throws Exception {
    long end = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET.toNanos()) {
      long now = end(admin, topic);
      if (now != end) {
        end = now;
        since = System.nanoTime();
      }
      Thread.sleep(Duration.ofMillis(100));
    }
    return since;
  }

  private static long end(Admin admin, String topic) throws Exception {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (var partition :
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
      latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
    }
    return admin.listOffsets(latest).all().get().values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  private static long taken(Admin admin, String group, String topic) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(e -> e.getKey().topic().equals(topic) && e.getValue() != null)
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

  void print(String name, Result result) {
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
