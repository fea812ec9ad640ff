package io.tocsin.sinks.lines;

import io.tocsin.schemas.BillingLine;
import io.tocsin.sinks.runtime.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes the lines that wait from PostgreSQL to Kafka, a batch at a time.
///
/// At least once: the rows go after Kafka has the lines. Whoever dies in between leaves the rows
/// behind, and the lines are sent again with the same ids.
///
/// A charge arrives before the reversal that takes it back:
/// - It is committed first, or in one transaction with it, and has the lower number. A transaction
///   reverses what it has charged itself or what its snapshot shows in `live_charges`, and takes
///   the number after the snapshot. It deletes the charge's row there; the row lock lets one
///   transaction do so, and PostgreSQL refuses the second, whose snapshot is older.
/// - It is read first. Whoever sees the reversal in the outbox sees the charge there too, before
///   it, or the charge is out already: rows go only under the lock that one transaction at a time
///   has, and each batch is read after it has the lock.
/// - It is sent first, see [LineTopic#send]: both have one charge key.
///
/// A publisher that was cut off from PostgreSQL while it waited for Kafka has lost the lock and may
/// still be sending. What it sends, the next one sends too: an early line can then be there a
/// second time behind a later one, but the first copies are in order.
@Singleton
final class LineRelay {
  /// How many lines go out in one transaction.
  static final int BATCH = 500;

  private final Transactions transactions;
  private final LineTopic topic;

  LineRelay(Transactions transactions, LineTopic topic) {
    this.transactions = transactions;
    this.topic = topic;
  }

  /// Publishes one batch.
  ///
  /// @return how many lines; none too where another instance is at it
  /// @throws SQLException where PostgreSQL is away
  /// @throws RuntimeException where Kafka or the registry is away, or the tables are not there yet
  int publish() throws SQLException {
    var published = new AtomicInteger();
    transactions.run(connection -> published.set(publish(connection)));
    return published.get();
  }

  private int publish(Connection connection) throws SQLException {
    if (!LineOutbox.lock(connection)) {
      return 0;
    }
    List<BillingLine> lines = LineOutbox.next(connection, BATCH);
    if (!lines.isEmpty()) {
      topic.send(lines);
      LineOutbox.done(connection, lines);
    }
    return lines.size();
  }
}
