package io.tocsin.sinks.runtime;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The table `sink_writes`: its rows are what makes a second delivery harmless.
public final class SinkWrites {
  private static final String RECORDED =
      "select event_key, revision, decision_number, status from sink_writes where sink = ? and"
          + " event_key = any(?)";

  // The last lines repeat Recorded.admits: the database itself refuses to go back. Beside it, a
  // conflict that is settled is told of the decision that raised it.
  private static final String PUT =
      """
      insert into sink_writes as w (sink, event_key, revision, decision_number, status, detail, attempts)
      values (?, ?, ?, ?, ?, ?, ?)
      on conflict (sink, event_key) do update
        set revision = excluded.revision, decision_number = excluded.decision_number, status = excluded.status,
            detail = excluded.detail, attempts = excluded.attempts, written_at = now()
        where (w.revision, w.decision_number) < (excluded.revision, excluded.decision_number)
           or ((w.revision, w.decision_number) = (excluded.revision, excluded.decision_number)
               and (w.status in ('RETRYING', 'DEAD_LETTERED')
                    or (w.status = 'CONFLICT' and excluded.status in ('WRITTEN', 'CONFLICT'))))
      """;

  private SinkWrites() {}

  /// What a sink has recorded of these events; events that it has not met are left out.
  public static Map<String, Recorded> recorded(
      Connection connection, String sink, Collection<String> eventKeys) throws SQLException {
    var recorded = new HashMap<String, Recorded>();
    try (PreparedStatement select = connection.prepareStatement(RECORDED)) {
      select.setString(1, sink);
      select.setArray(2, connection.createArrayOf("text", eventKeys.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          recorded.put(
              rows.getString(1),
              new Recorded(
                  new Version(rows.getInt(2), rows.getInt(3)),
                  WriteStatus.valueOf(rows.getString(4))));
        }
      }
    }
    return recorded;
  }

  /// Records what a sink did, one row for each event, all in one batch. In the order of event keys,
  /// so that two instances that write the same events cannot lock each other out.
  ///
  /// @param writes by event key; a row that is older than the recorded one changes nothing
  public static void put(Connection connection, String sink, Map<String, SinkWrite> writes)
      throws SQLException {
    try (PreparedStatement put = connection.prepareStatement(PUT)) {
      for (SinkWrite write : new TreeMap<>(writes).values()) {
        put.setString(1, sink);
        put.setString(2, write.eventKey());
        put.setInt(3, write.version().revision());
        put.setInt(4, write.version().decisionNumber());
        put.setString(5, write.status().name());
        put.setString(6, write.detail());
        put.setInt(7, write.attempts());
        put.addBatch();
      }
      put.executeBatch();
    }
  }
}
