package io.tocsin.replay.redrive;

import org.apache.kafka.common.TopicPartition;

/// Where a record stands in Kafka.
///
/// @param topic the topic
/// @param partition its partition
/// @param offset the offset there
public record Place(String topic, int partition, long offset) {
  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public String toString() {
    return "%s/%d/%d".formatted(topic, partition, offset);
  }
}
