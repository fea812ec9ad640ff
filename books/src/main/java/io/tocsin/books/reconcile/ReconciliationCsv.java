package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import io.tocsin.books.csv.Sheet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A reconciliation as CSV: every line, those too that nobody needs to look at.
public final class ReconciliationCsv {
  private static final Sheet<Line> SHEET =
      new Sheet<Line>()
          .text("finding", Line::finding)
          .figure("row", Line::row)
          .text("event_key", Line::eventKey)
          .text("at", Line::at)
          .text("site", Line::site)
          .text("code", Line::code)
          .text("why", Line::why)
          .text("roads", ofEvent(event -> String.join(" ", event.roads())))
          .text("billing", Line::billing)
          .text("billing_why", ofEvent(LedgerEvent::why))
          .figure("amount", ofMoney(one -> one.amount().toPlainString()))
          .text("currency", ofMoney(Money::currency))
          .text("outside", ofEvent(ReconciliationCsv::outside));

  private ReconciliationCsv() {}

  public static String of(Reconciliation reconciliation) {
    return SHEET.of(reconciliation.lines());
  }

  private static String outside(LedgerEvent event) {
    return event.outside().stream()
        .map(one -> one.sink() + ": " + one.status())
        .collect(Collectors.joining("; "));
  }

  private static Function<Line, @Nullable Object> ofEvent(Function<LedgerEvent, Object> of) {
    return line -> line.event() == null ? null : of.apply(line.event());
  }

  /// Both meters of an event are in one currency, that of its contract.
  private static Function<Line, @Nullable Object> ofMoney(Function<Money, String> of) {
    return line -> line.money().stream().map(of).collect(Collectors.joining(" "));
  }
}
