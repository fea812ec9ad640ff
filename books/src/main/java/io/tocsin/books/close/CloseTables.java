package io.tocsin.books.close;

import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.books.proof.FactKind;
import io.tocsin.books.proof.Head;
import io.tocsin.books.proof.Leaf;
import io.tocsin.books.proof.NotAsSealed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables `day_closes`, `close_leaves`, `close_mails` and `close_alarms`.
final class CloseTables {
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtextextended('tocsin.day_closes', 0)) as mine";

  private static final String CLOSES =
      """
      select c.document, c.head, c.closed_by, c.summary, m.sent_at is not null as mailed,
             coalesce(m.sent_at, c.closed_at) as mailed_at
      from day_closes c left join close_mails m using (close_no)
      """;

  private static final String CLOSE =
      """
      insert into day_closes (close_no, day, closed_at, closed_by, cut, leaves, root, previous, head, document, summary)
      values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
      """;

  private static final String LEAF =
      "insert into close_leaves (close_no, leaf_no, kind, key, leaf) values (?, ?, ?, ?, ?)";

  private static final int BATCH = 2_000;

  private CloseTables() {}

  /// Makes this transaction the only one that closes a day, to its end.
  ///
  /// @return false where another is at it
  static boolean lock(Connection connection) throws SQLException {
    return Sql.one(connection, LOCK, row -> row.truth("mine"));
  }

  /// The newest close.
  static Optional<ClosedDay> last(Connection connection) throws SQLException {
    return Sql.first(connection, CLOSES + " order by c.close_no desc limit 1", CloseTables::close);
  }

  /// The close of a day.
  static Optional<ClosedDay> of(Connection connection, LocalDate day) throws SQLException {
    return Sql.first(connection, CLOSES + " where c.day = ?", CloseTables::close, day);
  }

  /// The closes, the newest first.
  static List<ClosedDay> newest(Connection connection, int most) throws SQLException {
    return Sql.list(
        connection, CLOSES + " order by c.close_no desc limit ?", CloseTables::close, most);
  }

  /// The closes since a moment whose mail has not gone out, in order.
  static List<ClosedDay> unmailed(Connection connection, Instant since) throws SQLException {
    return Sql.list(
        connection,
        CLOSES + " where m.sent_at is null and c.closed_at >= ? order by c.close_no",
        CloseTables::close,
        OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
  }

  private static ClosedDay close(Row row) throws SQLException {
    try {
      Head head = Head.read(row.text("document"));
      if (!head.hash().equals(row.text("head"))) {
        throw new IllegalStateException(
            "close %d in the ledger is not as it was sealed".formatted(head.close()));
      }
      return new ClosedDay(
          head,
          row.text("closed_by"),
          row.text("summary"),
          row.truth("mailed") ? row.instant("mailed_at") : null);
    } catch (NotAsSealed e) {
      throw new IllegalStateException("a head in the ledger is none: " + e.sentence(), e);
    }
  }

  /// The leaves of a close, in order.
  static List<Leaf> leaves(Connection connection, long close) throws SQLException {
    return Sql.list(
        connection,
        "select kind, key, leaf from close_leaves where close_no = ? order by leaf_no",
        row ->
            new Leaf(
                FactKind.of(row.text("kind")).orElseThrow(), row.text("key"), row.text("leaf")),
        close);
  }

  /// Writes a close.
  static void write(Connection connection, ClosedDay closed, List<Leaf> leaves)
      throws SQLException {
    Head head = closed.head();
    Sql.change(
        connection,
        CLOSE,
        head.close(),
        head.day(),
        OffsetDateTime.ofInstant(head.at(), ZoneOffset.UTC),
        closed.closedBy(),
        head.cut().json(),
        head.leaves(),
        head.root(),
        head.previous(),
        head.hash(),
        head.document(),
        closed.summary());
    try (PreparedStatement insert = connection.prepareStatement(LEAF)) {
      int number = 0;
      for (Leaf leaf : leaves) {
        insert.setLong(1, head.close());
        insert.setInt(2, number++);
        insert.setString(3, leaf.kind().word());
        insert.setString(4, leaf.key());
        insert.setString(5, leaf.text());
        insert.addBatch();
        if (number % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /// Notes that a close's mail goes out, in the transaction in which it does.
  ///
  /// @return false where it has gone out before
  static boolean mailed(Connection connection, long close, String messageId) throws SQLException {
    return Sql.change(
            connection,
            "insert into close_mails (close_no, message_id) values (?, ?) on conflict do nothing",
            close,
            messageId)
        == 1;
  }

  /// Notes that an alarm goes out, in the transaction in which it does.
  ///
  /// @return the kinds that had not gone out on that day
  static List<Mismatch.Kind> alarmed(
      Connection connection, LocalDate day, Iterable<Mismatch.Kind> kinds, String messageId)
      throws SQLException {
    var fresh = new ArrayList<Mismatch.Kind>();
    for (Mismatch.Kind kind : kinds) {
      int added =
          Sql.change(
              connection,
              "insert into close_alarms (day, kind, message_id) values (?, ?, ?) on conflict do"
                  + " nothing",
              day,
              kind.name(),
              messageId);
      if (added == 1) {
        fresh.add(kind);
      }
    }
    return fresh;
  }
}
