package io.tocsin.sinks.routed;

import io.tocsin.schemas.Decision;
import io.tocsin.sinks.runtime.SinkRecord;
import io.tocsin.sinks.runtime.SinkWrites;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes a batch of decisions into a table of texts that has the event key as its key.
///
/// @param sink the sink, which is also the route
/// @param thing what one text is called
/// @param table name of the table
public record RoutedWriter(String sink, String thing, String table) {
  /// Writes the texts of a table.
  @FunctionalInterface
  public interface Texts {
    /// Inserts or updates them in one batch.
    void upsert(Connection connection, List<RoutedChange> changes) throws SQLException;
  }

  /// Writes a batch inside the caller's transaction.
  public void write(Connection connection, List<SinkRecord> batch, Texts texts)
      throws SQLException {
    Set<String> events = new HashSet<>();
    batch.forEach(record -> events.add(((Decision) record.value()).getEventKey()));
    var book =
        new RoutedBook(
            sink,
            thing,
            SinkWrites.recorded(connection, sink, events),
            written(connection, events));
    batch.forEach(record -> book.apply((Decision) record.value(), record.attempt()));
    if (book.writes().isEmpty()) {
      return;
    }
    SinkWrites.put(connection, sink, book.writes());
    if (!book.changes().isEmpty()) {
      texts.upsert(connection, book.changes());
    }
  }

  private Set<String> written(Connection connection, Set<String> events) throws SQLException {
    var written = new HashSet<String>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select event_key from " + table + " where event_key = any(?)")) {
      select.setArray(1, connection.createArrayOf("text", events.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          written.add(rows.getString(1));
        }
      }
    }
    return written;
  }
}
