package io.tocsin.sinks.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The differences that have a cause which is no fault. They are shown as all others are; their
/// cause is beside them.
///
/// @param contested charge keys that several events claim, in either database
/// @param claimants the events that claim them
/// @param overtaken commands of which a newer one has the same subject, as kind and subject
/// @param undone what the database in use has not done, as sink and event key
record Reasons(
    Set<String> contested, Set<String> claimants, Set<String> overtaken, Set<String> undone) {
  private static final String ORDER =
      "several events claim this charge, and they were met in another order";
  private static final String FORGOTTEN =
      "a newer command of the same subject stands, and a compacted topic forgets the older";
  private static final String NOT_DONE =
      "the database in use has not done it: it waits, or is dead and can be redriven";

  /// What another order makes of a row: who holds the charge, and by which line. Never its money.
  private static final Set<String> HOLDER =
      Set.of("event_key", "live_line", "reason", "reversed_line", "status");

  /// Whose rows are overwritten by what is newer; all others are written once.
  private static final Set<String> OVERWRITTEN =
      Set.of("live_charges", "crm_activities", "tickets", "sink_writes");

  static Reasons read(Connection live, Connection rebuilt) throws SQLException {
    var reasons = new Reasons(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Connection one : List.of(live, rebuilt)) {
      reasons.add(
          one,
          "select charge_key, event_key from charge_conflicts union select charge_key, event_key"
              + " from charge_lines where charge_key in (select charge_key from charge_conflicts)",
          row -> {
            reasons.contested.add(row.getString(1));
            reasons.claimants.add(row.getString(2));
          });
    }
    reasons.add(
        live,
        "select kind, subject from operator_commands group by 1, 2 having count(*) > 1",
        row -> reasons.overtaken.add(row.getString(1) + " " + row.getString(2)));
    reasons.add(
        live,
        "select sink, event_key from sink_writes where status in ('RETRYING', 'DEAD_LETTERED')",
        row -> reasons.undone.add(row.getString(1) + " " + row.getString(2)));
    return reasons;
  }

  private interface EachRow {
    void take(ResultSet row) throws SQLException;
  }

  private void add(Connection connection, String query, EachRow each) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        each.take(rows);
      }
    }
  }

  /// Why a difference may be so; null where nothing explains it.
  ///
  /// @param row the row, of either database
  /// @param fields the fields that differ, where it is in both
  @Nullable String of(Table table, Difference.Kind kind, JsonNode row, Set<String> fields) {
    String event = row.path("event_key").asText();
    if (undone.contains(table.sink() + " " + event)
        && (kind == Difference.Kind.EXTRA || OVERWRITTEN.contains(table.name()))) {
      return NOT_DONE;
    }
    if (table.sink().equals("billing")
        && (contested.contains(row.path("charge_key").asText())
            || (table.name().equals("sink_writes") && claimants.contains(event)))
        && HOLDER.containsAll(fields)) {
      return ORDER;
    }
    if (table.name().equals("operator_commands")
        && kind == Difference.Kind.MISSING
        && overtaken.contains(row.path("kind").asText() + " " + row.path("subject").asText())) {
      return FORGOTTEN;
    }
    return null;
  }
}
