package io.tocsin.normalizer.rehearsal;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/// The clocks of the normalizer's tasks, once each has read the raw topics to their ends: the
/// highest timestamp that stands in the partitions of one number.
final class Clocks {
  private Clocks() {}

  /// Milliseconds since 1970 UTC by partition; a partition without records has none.
  static Map<Integer, Long> read(KafkaSettings kafka) {
    Predicate<String> raw = Topics.rawTopics().asMatchPredicate();
    var clocks = new HashMap<Integer, Long>();
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      List<String> topics = admin.listTopics().names().get().stream().filter(raw).toList();
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                p ->
                    wanted.put(
                        new TopicPartition(topic.name(), p.partition()),
                        OffsetSpec.maxTimestamp()));
      }
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach(
              (partition, found) ->
                  clocks.merge(partition.partition(), Math.max(found.timestamp(), 0), Math::max));
      return clocks;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka does not say how far the raw topics are", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
