package io.tocsin.sinks.runtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/// One destination: turns records into rows.
///
/// Delivery is at least once, so a write must be idempotent: by the stable keys of its rows, and by
/// the version in `sink_writes`, which it writes in the same transaction.
public interface Sink {
  /// Name in `sink_writes`, in consumer groups and in the names of its retry and dead-letter
  /// topics.
  String name();

  /// The topics that it reads and what each carries.
  Map<String, Class<? extends SpecificRecord>> reads();

  /// Those of its topics on which a record without a value says something too: what its key names
  /// is withdrawn. On all others such a record is dead-lettered.
  default Set<String> withdrawals() {
    return Set.of();
  }

  /// Writes a batch inside the caller's transaction, which is repeatable read.
  ///
  /// The records of one partition stand in the order of their offsets. Where the batch is cut must
  /// not change what is written.
  ///
  /// @throws SQLException as PostgreSQL gave it; the runtime decides what it means
  void write(Connection connection, List<SinkRecord> batch) throws SQLException;
}
