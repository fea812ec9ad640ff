package io.tocsin.replay.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Offsets of a raw topic as Kafka says them.
final class KafkaPositions implements RawPositions, AutoCloseable {
  private final Normalizer normalizer;
  private final String topic;
  private final Map<Integer, Long> first;

  /// @throws ReplayException where there is no such topic
  KafkaPositions(Normalizer normalizer, String topic) {
    this.normalizer = normalizer;
    this.topic = topic;
    boolean known = false;
    try {
      this.first = first(normalizer, topic);
      known = true;
    } finally {
      if (!known) {
        normalizer.close();
      }
    }
  }

  private static Map<Integer, Long> first(Normalizer normalizer, String topic) {
    TopicDescription description;
    try {
      description =
          Objects.requireNonNull(
              Answers.of(normalizer.admin().describeTopics(List.of(topic)).allTopicNames())
                  .get(topic));
    } catch (UnknownTopicOrPartitionException e) {
      throw ReplayException.wrong(
          "There is no topic %s: no such source has sent anything.".formatted(topic));
    }
    List<TopicPartition> partitions =
        description.partitions().stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    return ask(normalizer, partitions, OffsetSpec.earliest());
  }

  @Override
  public Map<Integer, Long> first() {
    return Map.copyOf(first);
  }

  @Override
  public Map<Integer, Long> taken() {
    var offsets = new HashMap<Integer, Long>();
    normalizer
        .positions()
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic)) {
                offsets.put(partition.partition(), offset);
              }
            });
    return offsets;
  }

  @Override
  public Map<Integer, Long> at(Instant time) {
    Map<Integer, Long> found = ask(OffsetSpec.forTimestamp(time.toEpochMilli()));
    Map<Integer, Long> ends = ask(OffsetSpec.latest());
    found.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
    return found;
  }

  private Map<Integer, Long> ask(OffsetSpec spec) {
    List<TopicPartition> partitions =
        first.keySet().stream().map(partition -> new TopicPartition(topic, partition)).toList();
    return ask(normalizer, partitions, spec);
  }

  private static Map<Integer, Long> ask(
      Normalizer normalizer, List<TopicPartition> partitions, OffsetSpec spec) {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> asked.put(partition, spec));
    var offsets = new HashMap<Integer, Long>();
    Answers.of(normalizer.admin().listOffsets(asked).all())
        .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    return offsets;
  }

  @Override
  public void close() {
    normalizer.close();
  }
}
