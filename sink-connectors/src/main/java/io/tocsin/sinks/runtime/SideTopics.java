package io.tocsin.sinks.runtime;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes to retry and dead-letter topics.
public interface SideTopics {
  /// Writes these records and returns when every in-sync replica has them all.
  ///
  /// @throws OutageException where one of them may not have arrived; the caller must not go on
  void publish(List<ProducerRecord<byte[], byte[]>> records);
}
