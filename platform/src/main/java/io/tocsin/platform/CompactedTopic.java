package io.tocsin.platform;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads the present contents of a compacted topic: the last committed value of each key.
public final class CompactedTopic {
  private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(30);

  private CompactedTopic() {}

  /// The last value of each key, up to the end of the topic as it is now; deleted keys are left
  /// out.
  ///
  /// @throws TimeoutException where nothing comes from Kafka for 30 seconds
  /// @throws UnknownTopicOrPartitionException where there is no such topic
  public static <T> Map<String, T> read(
      KafkaSettings kafka, String topic, Deserializer<T> deserializer) {
    return read(kafka, topic, deserializer, _ -> true);
  }

  /// The last value of each key that is wanted, as [#read(KafkaSettings, String, Deserializer)]
  /// gives those of all. Values of the others are neither kept nor deserialized.
  public static <T> Map<String, T> read(
      KafkaSettings kafka, String topic, Deserializer<T> deserializer, Predicate<String> wanted) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) WITHOUT_PROGRESS.toMillis());
    var contents = new HashMap<String, byte[]>();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
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
            contents.remove(record.key());
          } else if (wanted.test(record.key())) {
            contents.put(record.key(), record.value());
          }
        }
      }
    }
    var values = new HashMap<String, T>();
    contents.forEach((key, value) -> values.put(key, deserializer.deserialize(topic, value)));
    return values;
  }

  private static long deadline() {
    return System.nanoTime() + WITHOUT_PROGRESS.toNanos();
  }
}
