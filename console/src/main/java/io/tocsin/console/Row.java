package io.tocsin.console;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The present row of a query, with column types of ours.
final class Row {
  private final ResultSet found;

  Row(ResultSet found) {
    this.found = found;
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null, and must not be");
    }
    return value;
  }

  String text(String column) throws SQLException {
    return present(column, found.getString(column));
  }

  @Nullable String textOrNull(String column) throws SQLException {
    return found.getString(column);
  }

  int integer(String column) throws SQLException {
    return found.getInt(column);
  }

  @Nullable Integer integerOrNull(String column) throws SQLException {
    return found.getObject(column, Integer.class);
  }

  long number(String column) throws SQLException {
    return found.getLong(column);
  }

  @Nullable Long numberOrNull(String column) throws SQLException {
    return found.getObject(column, Long.class);
  }

  boolean truth(String column) throws SQLException {
    return found.getBoolean(column);
  }

  Instant instant(String column) throws SQLException {
    return present(column, found.getObject(column, OffsetDateTime.class)).toInstant();
  }

  LocalDate day(String column) throws SQLException {
    return present(column, found.getObject(column, LocalDate.class));
  }

  @Nullable LocalDate dayOrNull(String column) throws SQLException {
    return found.getObject(column, LocalDate.class);
  }

  BigDecimal decimal(String column) throws SQLException {
    return present(column, found.getBigDecimal(column));
  }

  List<String> texts(String column) throws SQLException {
    Array array = present(column, found.getArray(column));
    return List.of((String[]) array.getArray());
  }
}
