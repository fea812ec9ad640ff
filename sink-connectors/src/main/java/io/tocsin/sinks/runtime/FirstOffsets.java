package io.tocsin.sinks.runtime;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/// Lets a sink that has never read a partition begin at a time, and commits that at once, so that a
/// restart before the first record begins at the same place.
///
/// @param consumer whose partitions
/// @param from records older than this are not read; by the record's timestamp
record FirstOffsets(Consumer<byte[], byte[]> consumer, Instant from)
    implements ConsumerRebalanceListener {
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    // What was done is committed after each batch.
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Set<TopicPartition> fresh = new HashSet<>(partitions);
    consumer
        .committed(fresh)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                fresh.remove(partition);
              }
            });
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
    var times = new HashMap<TopicPartition, Long>();
    fresh.forEach(partition -> times.put(partition, from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    var first = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (TopicPartition partition : fresh) {
      OffsetAndTimestamp at = found.get(partition);
      long offset = at == null ? ends.getOrDefault(partition, 0L) : at.offset();
      consumer.seek(partition, offset);
      first.put(partition, new OffsetAndMetadata(offset));
    }
    consumer.commitSync(first);
  }
}
