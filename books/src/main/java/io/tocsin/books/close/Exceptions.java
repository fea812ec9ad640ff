package io.tocsin.books.close;

import io.tocsin.books.db.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// What waits for somebody at the moment of a close, whatever day it is from.
///
/// @param conflicts the first of the open conflicts
/// @param openConflicts how many there are
/// @param sinks what sinks have not brought to an end
record Exceptions(List<Conflict> conflicts, long openConflicts, List<SinkCount> sinks) {
  private static final int NAMED = 20;

  /// A claim on a charge that is live for another event.
  record Conflict(String eventKey, BigDecimal amount, String currency, String reason) {}

  /// How many answers of a sink have a status.
  record SinkCount(String sink, String status, long answers) {}

  /// Reads them.
  static Exceptions read(Connection connection) throws SQLException {
    return new Exceptions(
        Sql.list(
            connection,
            """
            select event_key, claimed_amount, currency, reason
            from open_charge_conflicts
            order by event_key, charge_key
            limit ?
            """,
            row ->
                new Conflict(
                    row.text("event_key"),
                    row.decimal("claimed_amount"),
                    row.text("currency"),
                    row.text("reason")),
            NAMED),
        Sql.one(
            connection,
            "select count(*) as open from open_charge_conflicts",
            row -> row.number("open")),
        Sql.list(
            connection,
            """
            select sink, status, count(*) as answers
            from sink_answers
            where status in ('UNKNOWN_OUTCOME', 'REFUSED', 'DEAD_LETTERED', 'RETRYING')
            group by sink, status
            order by sink, status
            """,
            row -> new SinkCount(row.text("sink"), row.text("status"), row.number("answers"))));
  }
}
