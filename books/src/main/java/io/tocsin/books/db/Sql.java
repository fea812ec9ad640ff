package io.tocsin.books.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs parameterised queries.
public final class Sql {
  private Sql() {}

  /// Makes a record of a row.
  @FunctionalInterface
  public interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /// All rows of a query, in its order. The query bounds itself by a limit or by grouping.
  ///
  /// @param parameters values of its question marks
  public static <T> List<T> list(
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
  public static <T> T one(
      Connection connection, String query, Mapper<T> mapper, Object... parameters)
      throws SQLException {
    return list(connection, query, mapper, parameters).getFirst();
  }

  /// The first row of a query, where it has one.
  public static <T> Optional<T> first(
      Connection connection, String query, Mapper<T> mapper, Object... parameters)
      throws SQLException {
    return list(connection, query, mapper, parameters).stream().findFirst();
  }

  /// Runs one statement that changes rows.
  ///
  /// @return how many rows it changed
  public static int change(Connection connection, String statement, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < parameters.length; i++) {
        prepared.setObject(i + 1, parameters[i]);
      }
      return prepared.executeUpdate();
    }
  }
}
