package io.tocsin.sinks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Reads a test database, each row as its cells joined by `|`, null as `-`.
public record Rows(String url, String user, String password) {
  /// The rows of a query.
  public List<String> of(String sql, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        var found = new ArrayList<String>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          var cells = new ArrayList<String>();
          for (int i = 1; i <= columns; i++) {
            String cell = rows.getString(i);
            cells.add(cell == null ? "-" : cell);
          }
          found.add(String.join("|", cells));
        }
        return found;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The one cell of a query, as a number.
  public long number(String sql, Object... parameters) {
    return Long.parseLong(of(sql, parameters).getFirst());
  }

  /// Runs a statement.
  public void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }
}
