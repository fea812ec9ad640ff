package io.tocsin.sinks.ledger;

import io.tocsin.schemas.Position;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sets the parameters of one row from left to right, so that they stand in the order of the
/// columns.
final class Cells {
  private final PreparedStatement statement;
  private int next = 1;

  Cells(PreparedStatement statement) {
    this.statement = statement;
  }

  Cells text(@Nullable String value) throws SQLException {
    statement.setString(next++, value);
    return this;
  }

  Cells symbol(@Nullable Enum<?> value) throws SQLException {
    return text(value == null ? null : value.name());
  }

  Cells integer(@Nullable Integer value) throws SQLException {
    statement.setObject(next++, value, Types.INTEGER);
    return this;
  }

  Cells number(long value) throws SQLException {
    statement.setLong(next++, value);
    return this;
  }

  /// Three cells: topic, partition and offset.
  Cells position(@Nullable Position at) throws SQLException {
    text(at == null ? null : at.getTopic());
    integer(at == null ? null : at.getPartition());
    statement.setObject(next++, at == null ? null : at.getOffset(), Types.BIGINT);
    return this;
  }

  Cells truth(boolean value) throws SQLException {
    statement.setBoolean(next++, value);
    return this;
  }

  Cells decimal(@Nullable BigDecimal value) throws SQLException {
    statement.setBigDecimal(next++, value);
    return this;
  }

  Cells time(@Nullable Instant value) throws SQLException {
    statement.setObject(
        next++,
        value == null ? null : value.atOffset(ZoneOffset.UTC),
        Types.TIMESTAMP_WITH_TIMEZONE);
    return this;
  }

  Cells day(LocalDate value) throws SQLException {
    statement.setObject(next++, value);
    return this;
  }

  Cells texts(List<String> values) throws SQLException {
    statement.setArray(next++, statement.getConnection().createArrayOf("text", values.toArray()));
    return this;
  }

  void endRow() throws SQLException {
    statement.addBatch();
    next = 1;
  }
}
