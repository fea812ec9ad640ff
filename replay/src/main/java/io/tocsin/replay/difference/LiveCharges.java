package io.tocsin.replay.difference;

import io.tocsin.books.db.Database;
import io.tocsin.books.db.Sql;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The charges that stand in the books.
@FunctionalInterface
public interface LiveCharges {
  /// One that stands.
  ///
  /// @param eventKey the event that it is charged for
  /// @param chargeKey at most one has it
  /// @param amount exact
  record LiveCharge(String eventKey, String chargeKey, BigDecimal amount) {}

  /// Those of some events.
  List<LiveCharge> of(Collection<String> eventKeys);

  /// Those in the database.
  static LiveCharges in(Database database) {
    int atOnce = 10_000;
    return eventKeys -> {
      var keys = new ArrayList<>(eventKeys);
      return database.read(
          connection -> {
            var charges = new ArrayList<LiveCharge>();
            for (int from = 0; from < keys.size(); from += atOnce) {
              List<String> some = keys.subList(from, Math.min(keys.size(), from + atOnce));
              charges.addAll(
                  Sql.list(
                      connection,
                      "select v.event_key, v.charge_key, l.amount from live_charges v"
                          + " join charge_lines l on l.line_no = v.line_no"
                          + " where v.event_key = any(?)",
                      row ->
                          new LiveCharge(
                              row.text("event_key"), row.text("charge_key"), row.decimal("amount")),
                      (Object) some.toArray(String[]::new)));
            }
            return charges;
          });
    };
  }
}
