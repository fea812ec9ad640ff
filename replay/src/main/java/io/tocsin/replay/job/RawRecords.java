package io.tocsin.replay.job;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The raw records of a selection, its filters applied.
@FunctionalInterface
public interface RawRecords {
  /// Takes one record.
  @FunctionalInterface
  interface Taker {
    /// Takes it.
    ///
    /// @param raw as it stands in its raw topic, byte for byte
    void take(ConsumerRecord<byte[], byte[]> raw);
  }

  /// Hands over each record once: those of one partition by offset, partitions in any mixture.
  /// Reads from Kafka while it hands over, so that nothing needs to hold them all. May be called
  /// again.
  void each(Taker taker);
}
