package io.tocsin.sinks.runtime;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes polled records through a sink of our database: all in one transaction; where that fails
/// by the fault of a record, one by one, so that only the culprits leave. Used by one thread.
final class BatchWriter implements RecordWriter {
  private final Sink sink;
  private final Transactions transactions;
  private final Intake intake;

  BatchWriter(Sink sink, Transactions transactions, Intake intake) {
    this.sink = sink;
    this.transactions = transactions;
    this.intake = intake;
  }

  /// Writes what can be written; all but the culprits are committed then. An outage may come after
  /// a part was.
  @Override
  public Progress write(List<ConsumerRecord<byte[], byte[]>> records, boolean careful) {
    Intake.Taken taken = intake.take(records);
    var rejected = new ArrayList<Rejected>(taken.rejected());
    List<Intake.Item> items = taken.items();
    if (!items.isEmpty()) {
      Optional<Failure> failure = attempt(items);
      if (failure.isPresent() && items.size() == 1) {
        rejected.add(items.getFirst().rejected(failure.get()));
      } else if (failure.isPresent()) {
        for (Intake.Item item : items) {
          attempt(List.of(item)).ifPresent(f -> rejected.add(item.rejected(f)));
        }
      }
    }
    return Progress.whole(rejected);
  }

  private Optional<Failure> attempt(List<Intake.Item> items) {
    try {
      List<SinkRecord> batch = items.stream().map(Intake.Item::forSink).toList();
      transactions.run(connection -> sink.write(connection, batch));
      return Optional.empty();
    } catch (SQLException | RuntimeException e) {
      Failure failure = Failures.ofWrite(e);
      return switch (failure.kind()) {
        case OUTAGE, THROTTLED -> throw new OutageException(failure.reason(), e);
        case POISON, UNCERTAIN -> Optional.of(failure);
        case UNKNOWN_OUTCOME, REFUSED ->
            throw new IllegalStateException("a transaction is written or not", e);
      };
    }
  }
}
