package io.tocsin.replay.job;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far the normalizer is, as its consumer group says.
final class Normalizer implements AutoCloseable {
  private static final int WITHIN_MILLIS = 15_000;
  private static final long LOOK_AGAIN_NANOS = 30_000_000_000L;

  private final Admin admin;
  private final String applicationId;
  private List<TopicPartition> taken = List.of();
  private long lookedAt;

  /// What it has not taken yet.
  ///
  /// @param live records of raw topics
  /// @param replayed records of the replay topic
  record Lag(long live, long replayed) {}

  /// @param applicationId its consumer group
  Normalizer(KafkaSettings kafka, String applicationId) {
    this.applicationId = applicationId;
    Map<String, Object> config = kafka.clientConfig();
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
    this.admin = Admin.create(config);
  }

  Admin admin() {
    return admin;
  }

  /// The next offset that it takes, of each partition of which it has taken any.
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, OffsetAndMetadata> committed =
        Answers.of(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata());
    var positions = new HashMap<TopicPartition, Long>();
    committed.forEach(
        (partition, position) -> {
          if (position != null) {
            positions.put(partition, position.offset());
          }
        });
    return positions;
  }

  Lag lag() {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicPartition partition : partitions()) {
      ends.put(partition, OffsetSpec.latest());
    }
    // What it has taken is asked first: else a record that comes in between would count as taken.
    Map<TopicPartition, Long> positions = positions();
    Map<TopicPartition, ListOffsetsResultInfo> latest = Answers.of(admin.listOffsets(ends).all());
    long live = 0;
    long replayed = 0;
    for (var end : latest.entrySet()) {
      long behind = end.getValue().offset() - positions.getOrDefault(end.getKey(), 0L);
      if (end.getKey().topic().equals(Topics.REPLAY)) {
        replayed += Math.max(0, behind);
      } else {
        live += Math.max(0, behind);
      }
    }
    return new Lag(live, replayed);
  }

  /// Of all topics that it reads; a new source is seen after half a minute.
  private List<TopicPartition> partitions() {
    if (taken.isEmpty() || System.nanoTime() - lookedAt > LOOK_AGAIN_NANOS) {
      Pattern raw = Topics.rawTopics();
      List<String> topics =
          Answers.of(admin.listTopics().names()).stream()
              .filter(topic -> topic.equals(Topics.REPLAY) || raw.matcher(topic).matches())
              .toList();
      var partitions = new ArrayList<TopicPartition>();
      for (TopicDescription topic :
          Answers.of(admin.describeTopics(topics).allTopicNames()).values()) {
        topic
            .partitions()
            .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
      }
      taken = List.copyOf(partitions);
      lookedAt = System.nanoTime();
    }
    return taken;
  }

  @Override
  public void close() {
    admin.close();
  }
}
