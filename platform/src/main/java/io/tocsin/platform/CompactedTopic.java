package io.tocsin.platform;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads the present contents of a compacted topic: the last value of each key.
public final class CompactedTopic {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private CompactedTopic() {}

  /// The last value of each key, up to the end of the topic as it is now; deleted keys are left
  /// out.
  ///
  /// @throws TimeoutException where Kafka does not give it all within 30 seconds
  public static <T> Map<String, T> read(
      KafkaSettings kafka, String topic, Deserializer<T> deserializer) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) WITHIN.toMillis());
    var contents = new HashMap<String, T>();
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), deserializer)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + WITHIN.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "topic %s could not be read to its end in %s".formatted(topic, WITHIN));
        }
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                r -> {
                  if (r.value() == null) {
                    contents.remove(r.key());
                  } else {
                    contents.put(r.key(), r.value());
                  }
                });
      }
    }
    return contents;
  }
}
