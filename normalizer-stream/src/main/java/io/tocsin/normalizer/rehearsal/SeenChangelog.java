package io.tocsin.normalizer.rehearsal;

import io.tocsin.normalizer.SeenEvent;
import io.tocsin.normalizer.SeenEvents;
import io.tocsin.platform.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads the normalizer's memory of events from the changelog of its store, up to its end as it is
/// when the reading begins; only what was committed.
final class SeenChangelog implements Memories {
  private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final String topic;

  /// @param applicationId the normalizer's application id
  SeenChangelog(KafkaSettings kafka, String applicationId) {
    this.kafka = kafka;
    topic = applicationId + "-seen-changelog";
  }

  @Override
  public Map<String, SeenEvent> of(Set<String> eventKeys) {
    Map<String, byte[]> values = values(eventKeys);
    var remembered = new HashMap<String, SeenEvent>();
    try (Deserializer<SeenEvent> seen = SeenEvents.serde().deserializer()) {
      values.forEach((key, value) -> remembered.put(key, seen.deserialize(topic, value)));
    }
    return remembered;
  }

  private Map<String, byte[]> values(Set<String> eventKeys) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    var values = new HashMap<String, byte[]>();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      // A normalizer that never ran has no changelog, and remembers nothing.
      if (!consumer.listTopics().containsKey(topic)) {
        return values;
      }
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = deadline();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "topic %s could not be read to its end: nothing came in %s"
                  .formatted(topic, WITHOUT_PROGRESS));
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(200));
        if (!records.isEmpty()) {
          deadline = deadline();
        }
        for (ConsumerRecord<String, byte[]> record : records) {
          if (record.value() == null) {
            values.remove(record.key());
          } else if (eventKeys.contains(record.key())) {
            values.put(record.key(), record.value());
          }
        }
      }
    }
    return values;
  }

  private static long deadline() {
    return System.nanoTime() + WITHOUT_PROGRESS.toNanos();
  }
}
