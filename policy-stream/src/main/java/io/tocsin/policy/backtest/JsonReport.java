package io.tocsin.policy.backtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Currency;

/// All that a back-test found as one JSON object. Amounts are texts, so that no reader makes binary
/// fractions of them; what has no value is left out.
final class JsonReport {
  private JsonReport() {}

  static String text(Report report) {
    Comparison comparison = report.comparison();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("rulebook", report.name());
    root.put("version", report.version());
    root.put("from", report.days().from().toString());
    root.put("to", report.days().to().toString());
    comparison.published().forEach(root.putArray("published_versions")::add);
    root.put("events", comparison.events());
    report.warnings().forEach(root.putArray("warnings")::add);
    lines(comparison, root);
    states(comparison, root);
    var changes = root.putArray("changes");
    for (LineChange change : comparison.changes()) {
      ObjectNode row = changes.addObject();
      for (ChangeColumn column : ChangeColumn.ALL) {
        String value = column.of().apply(change);
        if (!value.isEmpty()) {
          row.put(column.name(), value);
        }
      }
    }
    unread(report.unread(), root);
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree in memory cannot be written", e);
    }
  }

  private static void lines(Comparison comparison, ObjectNode root) {
    var lines = root.putArray("lines");
    comparison
        .lines()
        .forEach(
            (kind, sum) ->
                sum(
                    lines
                        .addObject()
                        .put("client", kind.client())
                        .put("sku", kind.sku())
                        .put("meter", kind.meter().word()),
                    sum,
                    kind.currency()));
    var totals = root.putArray("totals");
    comparison.totals().forEach((currency, sum) -> sum(totals.addObject(), sum, currency));
  }

  private static void sum(ObjectNode to, LineSum sum, Currency currency) {
    to.put("currency", currency.getCurrencyCode())
        .put("lines_before", sum.before())
        .put("lines_after", sum.after())
        .put("added", sum.added())
        .put("removed", sum.removed())
        .put("changed", sum.changed())
        .put("amount_before", Figures.amount(sum.amountBefore(), currency))
        .put("amount_after", Figures.amount(sum.amountAfter(), currency))
        .put("difference", Figures.amount(sum.difference(), currency));
  }

  private static void states(Comparison comparison, ObjectNode root) {
    var states = root.putArray("end_states");
    comparison
        .states()
        .forEach(
            (change, count) -> {
              ObjectNode row = states.addObject();
              state("_before", change.before(), row);
              state("_after", change.after(), row);
              row.put("events", count.events()).put("without_money", count.withoutMoney());
            });
  }

  private static void state(String when, State state, ObjectNode row) {
    row.put("end_state" + when, state.end().name());
    if (state.reasonCode() != null) {
      row.put("reason_code" + when, state.reasonCode());
    }
  }

  private static void unread(Unread unread, ObjectNode root) {
    root.put("unread", unread.count());
    var named = root.putArray("unread_records");
    unread
        .named()
        .forEach(one -> named.addObject().put("where", one.where()).put("reason", one.reason()));
  }
}
