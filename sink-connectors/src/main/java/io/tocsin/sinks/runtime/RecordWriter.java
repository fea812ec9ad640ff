package io.tocsin.sinks.runtime;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a lane hands its records to. Used by one thread.
public interface RecordWriter {
  /// Writes what can be written now.
  ///
  /// @param records in the order of their offsets within each partition
  /// @param careful whether the last try met an outage: then little is tried at first
  /// @throws OutageException where something that is needed is away: all of it is to be done again,
  /// which does no harm
  Progress write(List<ConsumerRecord<byte[], byte[]>> records, boolean careful);
}
