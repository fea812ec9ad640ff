package io.tocsin.sinks.lines;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.LineKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The table `lines_to_publish`, and the lines that it names.
final class LineOutbox {
  private static final String EXISTS = "select to_regclass('lines_to_publish') is not null";

  // A waiting publisher has nothing to do that the working one does not do: it does not wait.
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtextextended('tocsin.lines_to_publish', 0))";

  // The transactions of the sinks read one snapshot, taken by the first statement; this one must
  // see what the last publisher deleted before it gave the lock away.
  private static final String SEE_THE_PRESENT = "set transaction isolation level read committed";

  private static final String NEXT =
      """
      select l.*, c.kind as reversed_kind, c.event_key as reversed_event_key, c.revision as reversed_revision,
             c.decision_number as reversed_decision_number
      from lines_to_publish p
      join charge_lines l using (line_no)
      left join charge_lines c on c.line_no = l.reverses
      order by p.line_no
      limit ?
      """;

  private static final String DONE = "delete from lines_to_publish where line_no = any(?)";

  private LineOutbox() {}

  /// Makes this transaction the only one that publishes, to its end.
  ///
  /// @return false where another is at it
  /// @throws IllegalStateException where the table is not there yet
  static boolean lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SEE_THE_PRESENT);
      if (!truth(statement, EXISTS)) {
        throw new IllegalStateException("the table lines_to_publish is not there yet");
      }
      return truth(statement, LOCK);
    }
  }

  private static boolean truth(Statement statement, String question) throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /// The lines that wait, in the order of their numbers.
  ///
  /// @param most how many at most
  static List<BillingLine> next(Connection connection, int most) throws SQLException {
    var lines = new ArrayList<BillingLine>();
    try (PreparedStatement select = connection.prepareStatement(NEXT)) {
      select.setInt(1, most);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          lines.add(line(row));
        }
      }
    }
    return lines;
  }

  private static BillingLine line(ResultSet row) throws SQLException {
    boolean reversal = row.getString("reversed_kind") != null;
    return BillingLine.newBuilder()
        .setLineId(lineId(row, ""))
        .setLineNo(row.getLong("line_no"))
        .setKind(LineKind.valueOf(row.getString("kind")))
        .setReverses(reversal ? lineId(row, "reversed_") : null)
        .setChargeKey(row.getString("charge_key"))
        .setEventKey(row.getString("event_key"))
        .setRevision(row.getInt("revision"))
        .setDecisionNumber(row.getInt("decision_number"))
        .setClientId(row.getString("client_id"))
        .setContractId(row.getString("contract_id"))
        .setSku(row.getString("sku"))
        .setQuantity(row.getBigDecimal("quantity"))
        .setUnit(row.getString("unit"))
        .setUnitPrice(row.getBigDecimal("unit_price"))
        .setAmount(row.getBigDecimal("amount"))
        .setCurrency(row.getString("currency"))
        .setServiceDay(row.getObject("service_day", LocalDate.class))
        .setMemo(row.getString("memo"))
        .setRecordedAt(
            row.getObject("recorded_at", OffsetDateTime.class)
                .toInstant()
                .truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /// The hash of what is unique in `charge_lines`. A line and the one that it reverses have the
  /// same charge key.
  private static String lineId(ResultSet row, String whose) throws SQLException {
    return Sha256.ofFields(
        row.getString("charge_key"),
        row.getString(whose + "kind"),
        row.getString(whose + "event_key"),
        Integer.toString(row.getInt(whose + "revision")),
        Integer.toString(row.getInt(whose + "decision_number")));
  }

  /// These lines wait no longer.
  static void done(Connection connection, List<BillingLine> lines) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DONE)) {
      delete.setArray(
          1,
          connection.createArrayOf("bigint", lines.stream().map(BillingLine::getLineNo).toArray()));
      delete.executeUpdate();
    }
  }
}
