package io.tocsin.sinks.runtime;

import io.tocsin.platform.RegistrySettings;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes records through a sink of our database as the running sink does, for whoever reads the
/// topics otherwise. What cannot be written is handed back and goes to no topic. Used by one
/// thread.
public final class Rewriter {
  private final BatchWriter writer;

  /// @param transactions of the database that is written to
  public Rewriter(Sink sink, Transactions transactions, RegistrySettings registry) {
    this.writer =
        new BatchWriter(
            sink,
            transactions,
            new Intake(sink.reads(), sink.withdrawals(), new RecordDecoder(registry), false));
  }

  /// The consumer group of the running sink.
  public static String group(String sink) {
    return ConsumerFactory.group(sink);
  }

  /// Writes a batch.
  ///
  /// @return the records that this sink can never write
  /// @throws OutageException where the database or the registry is away
  public List<Rejected> write(List<ConsumerRecord<byte[], byte[]>> records) {
    return writer.write(records, false).rejected();
  }
}
