package io.tocsin.sinks.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The months that facts of a batch go to: made before the batch is written, in its transaction, so
/// that they are there, or gone again, with it.
///
/// Asked anew for each batch, not remembered: a month may have been detached since, and a fact
/// without a month is refused as if it were at fault. It is one statement for each batch.
final class Months {
  private static final String ENSURE =
      "select ensure_month(wanted.parent, wanted.day) from unnest(?::text[], ?::date[]) as wanted"
          + " (parent, day)";

  private final Set<Month> months = new LinkedHashSet<>();

  private record Month(String table, LocalDate firstDay) {}

  /// The table gets rows of these days.
  Months of(String table, Collection<LocalDate> days) {
    days.forEach(day -> months.add(new Month(table, day.withDayOfMonth(1))));
    return this;
  }

  /// Makes those that are missing.
  void ensure(Connection connection) throws SQLException {
    if (months.isEmpty()) {
      return;
    }
    List<Month> wanted = new ArrayList<>(months);
    try (PreparedStatement select = connection.prepareStatement(ENSURE)) {
      select.setArray(
          1, connection.createArrayOf("text", wanted.stream().map(Month::table).toArray()));
      select.setArray(
          2,
          connection.createArrayOf(
              "date", wanted.stream().map(month -> month.firstDay().toString()).toArray()));
      select.execute();
    }
  }
}
