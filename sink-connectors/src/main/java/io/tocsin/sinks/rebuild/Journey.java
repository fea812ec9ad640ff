package io.tocsin.sinks.rebuild;

import io.tocsin.platform.KafkaSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads topics from one set of offsets to another, each partition in its order and all together in
/// the order of their timestamps: where two partitions contend, who came first comes first again.
/// It is in no consumer group and commits nothing. Used by one thread.
final class Journey implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
  private static final Comparator<ConsumerRecord<byte[], byte[]>> ORDER =
      Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
          .thenComparing(ConsumerRecord::topic)
          .thenComparingInt(ConsumerRecord::partition);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, ArrayDeque<ConsumerRecord<byte[], byte[]>>> read =
      new HashMap<>();

  /// @param consumer assigned already
  private Journey(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    this.consumer = consumer;
    this.ends = ends;
    ends.keySet().forEach(p -> read.put(p, new ArrayDeque<>()));
    starts.forEach(consumer::seek);
  }

  /// From the beginning of the topics to their ends as they are now.
  static Journey ofAll(KafkaSettings kafka, Collection<String> topics) {
    KafkaConsumer<byte[], byte[]> consumer = consumer(kafka);
    try {
      List<TopicPartition> partitions = partitions(consumer, topics);
      consumer.assign(partitions);
      return new Journey(
          consumer, consumer.beginningOffsets(partitions), consumer.endOffsets(partitions));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /// From where an earlier journey ended to the ends as they are now.
  static Journey since(KafkaSettings kafka, Map<TopicPartition, Long> starts) {
    KafkaConsumer<byte[], byte[]> consumer = consumer(kafka);
    try {
      consumer.assign(starts.keySet());
      return new Journey(consumer, starts, consumer.endOffsets(starts.keySet()));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /// Between offsets.
  ///
  /// @param starts where each partition begins; at its beginning where none is said
  static Journey between(
      KafkaSettings kafka, Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
    KafkaConsumer<byte[], byte[]> consumer = consumer(kafka);
    try {
      consumer.assign(ends.keySet());
      Map<TopicPartition, Long> all = new HashMap<>(consumer.beginningOffsets(ends.keySet()));
      all.putAll(starts);
      return new Journey(consumer, all, ends);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tocsin-rebuild");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
    var partitions = new ArrayList<TopicPartition>();
    for (String topic : topics) {
      var found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new IllegalStateException("there is no topic " + topic);
      }
      found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
    return partitions;
  }

  /// Where it ends.
  Map<TopicPartition, Long> ends() {
    return Map.copyOf(ends);
  }

  /// The next records; none at the end.
  ///
  /// @param most how many at most
  List<ConsumerRecord<byte[], byte[]>> next(int most) {
    var next = new ArrayList<ConsumerRecord<byte[], byte[]>>(most);
    while (next.size() < most) {
      fill();
      Optional<ArrayDeque<ConsumerRecord<byte[], byte[]>>> first =
          read.values().stream()
              .filter(records -> !records.isEmpty())
              .min(Comparator.comparing(ArrayDeque::getFirst, ORDER));
      if (first.isEmpty()) {
        break;
      }
      next.add(first.get().removeFirst());
    }
    return next;
  }

  /// Returns when of every partition that is not at its end the next record is there.
  private void fill() {
    long since = System.nanoTime();
    while (ends.keySet().stream().anyMatch(this::wanting)) {
      read.forEach(
          (partition, records) -> {
            if (records.isEmpty()) {
              consumer.resume(List.of(partition));
            } else {
              consumer.pause(List.of(partition));
            }
          });
      var polled = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L)) {
          read.computeIfAbsent(partition, p -> new ArrayDeque<>()).add(record);
        }
      }
      if (!polled.isEmpty()) {
        since = System.nanoTime();
      } else if (System.nanoTime() - since > ANSWERED_WITHIN.toNanos()) {
        throw new KafkaException("nothing came in %s".formatted(ANSWERED_WITHIN));
      }
    }
  }

  private boolean wanting(TopicPartition partition) {
    return read.getOrDefault(partition, new ArrayDeque<>()).isEmpty()
        && consumer.position(partition) < ends.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
