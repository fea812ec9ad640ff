package io.tocsin.sinks.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/// What of a poll of retry topics may be tried now. In each partition the records up to the first
/// that must still wait; that one and all behind it stay.
///
/// @param records may be tried, in order
/// @param waits for each partition where something stays: from which offset on, and until when
record Due(List<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Wait> waits) {
  /// What stays in a partition.
  ///
  /// @param offset of the first record that stays
  /// @param until when that record may be tried
  record Wait(long offset, Instant until) {}

  /// Splits a poll.
  static Due split(ConsumerRecords<byte[], byte[]> polled, Instant now) {
    var due = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var waits = new HashMap<TopicPartition, Wait>();
    for (TopicPartition partition : polled.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        Instant notBefore = Envelopes.notBefore(record);
        if (now.isBefore(notBefore)) {
          waits.put(partition, new Wait(record.offset(), notBefore));
          break;
        }
        due.add(record);
      }
    }
    return new Due(due, waits);
  }

  /// Everything of a poll may be tried.
  static Due all(ConsumerRecords<byte[], byte[]> polled) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>(polled.count());
    polled.forEach(records::add);
    return new Due(records, Map.of());
  }
}
