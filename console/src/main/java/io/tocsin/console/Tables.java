package io.tocsin.console;

import io.tocsin.books.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The tables that the console reads.
final class Tables {
  private Tables() {}

  /// Looks into every table that the console reads; fails where one is missing or closed to it.
  ///
  /// @return always true
  static boolean readable(Connection connection) throws SQLException {
    for (String table :
        List.of(
            "deliveries",
            "events",
            "current_decisions",
            "charge_lines",
            "charge_conflicts",
            "open_charge_conflicts",
            "operator_commands",
            "live_charges",
            "sink_answers",
            "outward_effects",
            "crm_activities",
            "tickets",
            "standing_deliveries",
            "audit",
            "day_closes",
            "close_leaves",
            "replays",
            "replayed_deliveries",
            "redriven_letters")) {
      // Reads nothing, but is planned and checked against the role's rights.
      Sql.list(connection, "select 1 as one from " + table + " limit 0", row -> row.integer("one"));
    }
    return true;
  }
}
