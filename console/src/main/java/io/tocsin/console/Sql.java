package io.tocsin.console;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Runs parameterised queries.
final class Sql {
  private Sql() {}

  /// Makes a record of a row.
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /// All rows of a query, in its order. The query bounds itself by a limit or by grouping.
  ///
  /// @param parameters values of its question marks
  static <T> List<T> list(
      Connection connection, String query, Mapper<T> mapper, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      var rows = new ArrayList<T>();
      try (ResultSet found = statement.executeQuery()) {
        var row = new Row(found);
        while (found.next()) {
          rows.add(mapper.map(row));
        }
      }
      return List.copyOf(rows);
    }
  }

  /// The one row of a query that always has one.
  static <T> T one(Connection connection, String query, Mapper<T> mapper, Object... parameters)
      throws SQLException {
    return list(connection, query, mapper, parameters).getFirst();
  }

  /// Looks into every table that the console reads; fails where one is missing or closed to it.
  ///
  /// @return always true
  static boolean tablesReadable(Connection connection) throws SQLException {
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
            "tickets")) {
      // Reads nothing, but is planned and checked against the role's rights.
      list(connection, "select 1 as one from " + table + " limit 0", row -> row.integer("one"));
    }
    return true;
  }
}
