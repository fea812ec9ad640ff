package io.tocsin.normalizer.rehearsal;

import io.tocsin.normalizer.SeenEvent;
import io.tocsin.normalizer.SeenEvents;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Deserializer;

/// Reads the normalizer's memory of events from the changelog of its store, up to its end as it is
/// when the reading begins; only what was committed.
final class SeenChangelog implements Memories {
  private final KafkaSettings kafka;
  private final String topic;

  /// @param applicationId the normalizer's application id
  SeenChangelog(KafkaSettings kafka, String applicationId) {
    this.kafka = kafka;
    topic = applicationId + "-seen-changelog";
  }

  @Override
  public Map<String, SeenEvent> of(Set<String> eventKeys) {
    try (Deserializer<SeenEvent> seen = SeenEvents.serde().deserializer()) {
      return CompactedTopic.read(kafka, topic, seen, eventKeys::contains);
    } catch (UnknownTopicOrPartitionException e) {
      return Map.of(); // A normalizer that never ran remembers nothing.
    }
  }
}
