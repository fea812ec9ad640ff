package io.tocsin.sinks.billing;

import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/// The tables of the books: `charge_lines`, `charge_conflicts`, `live_charges`; and
/// `lines_to_publish`, where each new line waits to be told outside.
final class ChargeTables {
  private static final String LIVE =
      """
      select l.charge_key, l.event_key, l.line_no, c.client_id, c.contract_id, c.sku, c.quantity, c.unit, c.unit_price,
             c.amount, c.currency, c.service_day
      from live_charges l join charge_lines c on c.line_no = l.line_no
      where l.event_key = any(?) or l.charge_key = any(?)
      """;

  private static final String NUMBERS =
      "select nextval(pg_get_serial_sequence('charge_lines', 'line_no')) from generate_series(1,"
          + " ?)";

  private static final String LINE =
      """
      insert into charge_lines (line_no, kind, charge_key, event_key, revision, decision_number, reverses, client_id,
        contract_id, sku, quantity, unit, unit_price, amount, currency, service_day, memo)
      overriding system value
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String TO_PUBLISH =
      "insert into lines_to_publish (line_no) select unnest(?::bigint[])";

  private static final String CONFLICT =
      """
      insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount,
        currency, reason, client_id, contract_id, sku, quantity, unit, unit_price, service_day, memo)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private static final String OPEN_CLAIMS =
      """
      select charge_key, event_key, revision, decision_number, client_id, contract_id, sku, quantity, unit, unit_price,
             claimed_amount, currency, service_day, memo, attempts
      from open_charge_conflicts
      where memo is not null and event_key in (select event_key from charge_conflicts where charge_key = any(?))
      """;

  // Whoever ends a contested charge in the same moment collides here, and sees the claim when it
  // does its batch again.
  private static final String CONTEST =
      "update live_charges set claims = claims + 1 where line_no = any(?)";

  private static final String END = "delete from live_charges where line_no = any(?)";

  // "do nothing" turns a charge that another instance has just made live into a serialization
  // failure, after which the batch is done again and sees it; a plain insert would be refused as if
  // the record were at fault.
  private static final String BEGIN =
      """
      insert into live_charges (charge_key, line_no, event_key)
      select * from unnest(?::text[], ?::bigint[], ?::text[])
      on conflict do nothing
      """;

  private ChargeTables() {}

  /// The live charges of some events, and those that have one of these charge keys.
  static List<LiveCharge> live(
      Connection connection, Collection<String> events, Collection<String> chargeKeys)
      throws SQLException {
    var live = new ArrayList<LiveCharge>();
    try (PreparedStatement select = connection.prepareStatement(LIVE)) {
      select.setArray(1, connection.createArrayOf("text", events.toArray()));
      select.setArray(2, connection.createArrayOf("text", chargeKeys.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          live.add(
              new LiveCharge(
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  new ChargeTerms(
                      row.getString(4),
                      row.getString(5),
                      row.getString(6),
                      row.getBigDecimal(7),
                      row.getString(8),
                      row.getBigDecimal(9),
                      row.getBigDecimal(10),
                      row.getString(11)),
                  row.getObject(12, LocalDate.class)));
        }
      }
    }
    return live;
  }

  /// The open claims on some charge keys, and all others of the same claimants.
  static List<ChargeClaim> openClaims(Connection connection, Collection<String> chargeKeys)
      throws SQLException {
    var claims = new ArrayList<ChargeClaim>();
    if (chargeKeys.isEmpty()) {
      return claims;
    }
    try (PreparedStatement select = connection.prepareStatement(OPEN_CLAIMS)) {
      select.setArray(1, connection.createArrayOf("text", chargeKeys.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          claims.add(
              new ChargeClaim(
                  row.getString(1),
                  new Subject(row.getString(2), new Version(row.getInt(3), row.getInt(4))),
                  new ChargeTerms(
                      row.getString(5),
                      row.getString(6),
                      row.getString(7),
                      row.getBigDecimal(8),
                      row.getString(9),
                      row.getBigDecimal(10),
                      row.getBigDecimal(11),
                      row.getString(12)),
                  row.getObject(13, LocalDate.class),
                  row.getString(14),
                  row.getInt(15)));
        }
      }
    }
    return claims;
  }

  /// Takes numbers for new lines, so that a reversal can name a line of the same batch.
  static List<Long> numbers(Connection connection, int count) throws SQLException {
    var numbers = new ArrayList<Long>(count);
    if (count == 0) {
      return numbers;
    }
    try (PreparedStatement select = connection.prepareStatement(NUMBERS)) {
      select.setInt(1, count);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getLong(1));
        }
      }
    }
    return numbers;
  }

  /// Writes what a book has added.
  ///
  /// @param numbers one for each new line
  /// @throws IllegalStateException where `live_charges` is not what the book was made from
  static void append(Connection connection, BillingBook book, List<Long> numbers)
      throws SQLException {
    LongUnaryOperator number = n -> n > 0 ? n : numbers.get(Math.toIntExact(-n - 1));
    lines(connection, book.lines(), number);
    toPublish(connection, numbers);
    conflicts(connection, book.conflicts(), number);
    change(connection, CONTEST, book.contested());
    change(connection, END, book.ended());
    begin(connection, book.begun(), number);
  }

  private static void lines(Connection connection, List<ChargeLine> lines, LongUnaryOperator number)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(LINE)) {
      for (ChargeLine line : lines) {
        ChargeTerms terms = line.terms();
        OptionalLong reverses = line.reverses();
        insert.setLong(1, number.applyAsLong(line.lineNo()));
        insert.setString(2, line.kind());
        insert.setString(3, line.chargeKey());
        insert.setString(4, line.subject().eventKey());
        insert.setInt(5, line.subject().version().revision());
        insert.setInt(6, line.subject().version().decisionNumber());
        if (reverses.isPresent()) {
          insert.setLong(7, number.applyAsLong(reverses.getAsLong()));
        } else {
          insert.setNull(7, Types.BIGINT);
        }
        insert.setString(8, terms.clientId());
        insert.setString(9, terms.contractId());
        insert.setString(10, terms.sku());
        insert.setBigDecimal(11, terms.quantity());
        insert.setString(12, terms.unit());
        insert.setBigDecimal(13, terms.unitPrice());
        insert.setBigDecimal(14, terms.amount());
        insert.setString(15, terms.currency());
        insert.setObject(16, line.serviceDay());
        insert.setString(17, line.memo());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void toPublish(Connection connection, List<Long> numbers) throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(TO_PUBLISH)) {
      insert.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
      insert.executeUpdate();
    }
  }

  private static void conflicts(
      Connection connection, List<ChargeConflict> conflicts, LongUnaryOperator number)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(CONFLICT)) {
      for (ChargeConflict conflict : conflicts) {
        ChargeClaim claim = conflict.claim();
        ChargeTerms terms = claim.terms();
        insert.setString(1, claim.chargeKey());
        insert.setString(2, claim.eventKey());
        insert.setInt(3, claim.subject().version().revision());
        insert.setInt(4, claim.subject().version().decisionNumber());
        insert.setLong(5, number.applyAsLong(conflict.liveLineNo()));
        insert.setBigDecimal(6, terms.amount());
        insert.setString(7, terms.currency());
        insert.setString(8, conflict.reason());
        insert.setString(9, terms.clientId());
        insert.setString(10, terms.contractId());
        insert.setString(11, terms.sku());
        insert.setBigDecimal(12, terms.quantity());
        insert.setString(13, terms.unit());
        insert.setBigDecimal(14, terms.unitPrice());
        insert.setObject(15, claim.serviceDay());
        insert.setString(16, claim.memo());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void change(Connection connection, String statement, List<Long> lines)
      throws SQLException {
    if (lines.isEmpty()) {
      return;
    }
    try (PreparedStatement change = connection.prepareStatement(statement)) {
      change.setArray(1, connection.createArrayOf("bigint", lines.toArray()));
      expect(lines.size(), change.executeUpdate());
    }
  }

  private static void begin(
      Connection connection, List<LiveCharge> charges, LongUnaryOperator number)
      throws SQLException {
    if (charges.isEmpty()) {
      return;
    }
    Array keys =
        connection.createArrayOf("text", charges.stream().map(LiveCharge::chargeKey).toArray());
    Array lines =
        connection.createArrayOf(
            "bigint", charges.stream().map(c -> number.applyAsLong(c.lineNo())).toArray());
    Array events =
        connection.createArrayOf("text", charges.stream().map(LiveCharge::eventKey).toArray());
    try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
      insert.setArray(1, keys);
      insert.setArray(2, lines);
      insert.setArray(3, events);
      expect(charges.size(), insert.executeUpdate());
    }
  }

  private static void expect(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalStateException(
          "live_charges changed under the batch: %d rows instead of %d"
              .formatted(actual, expected));
    }
  }
}
