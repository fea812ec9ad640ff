package io.tocsin.books.db;

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
public final class Row {
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

  public String text(String column) throws SQLException {
    return present(column, found.getString(column));
  }

  public @Nullable String textOrNull(String column) throws SQLException {
    return found.getString(column);
  }

  public int integer(String column) throws SQLException {
    return found.getInt(column);
  }

  public @Nullable Integer integerOrNull(String column) throws SQLException {
    return found.getObject(column, Integer.class);
  }

  public long number(String column) throws SQLException {
    return found.getLong(column);
  }

  public @Nullable Long numberOrNull(String column) throws SQLException {
    return found.getObject(column, Long.class);
  }

  public boolean truth(String column) throws SQLException {
    return found.getBoolean(column);
  }

  public Instant instant(String column) throws SQLException {
    return present(column, found.getObject(column, OffsetDateTime.class)).toInstant();
  }

  public @Nullable Instant instantOrNull(String column) throws SQLException {
    OffsetDateTime value = found.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  public LocalDate day(String column) throws SQLException {
    return present(column, found.getObject(column, LocalDate.class));
  }

  public @Nullable LocalDate dayOrNull(String column) throws SQLException {
    return found.getObject(column, LocalDate.class);
  }

  public BigDecimal decimal(String column) throws SQLException {
    return present(column, found.getBigDecimal(column));
  }

  public List<String> texts(String column) throws SQLException {
    Array array = present(column, found.getArray(column));
    return List.of((String[]) array.getArray());
  }
}
