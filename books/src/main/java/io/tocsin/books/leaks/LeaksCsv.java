package io.tocsin.books.leaks;

import io.tocsin.books.Money;
import io.tocsin.books.csv.Sheet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Leaks as CSV.
public final class LeaksCsv {
  private static final Sheet<Leak> SHEET =
      new Sheet<Leak>()
          .text("kind", Leak::kind)
          .text("since", Leak::since)
          .text("subject", Leak::subject)
          .text("client", Leak::clientId)
          .figure("events", Leak::events)
          .figure("amount", money(one -> one.amount().toPlainString()))
          .text("currency", money(Money::currency))
          .text("basis", Leak::basis)
          .text("advice", Leak::advice);

  private LeaksCsv() {}

  public static String of(Leaks leaks) {
    return SHEET.of(leaks.lists().stream().flatMap(list -> list.leaks().stream()).toList());
  }

  private static Function<Leak, @Nullable Object> money(Function<Money, String> of) {
    return leak -> leak.money().stream().map(of).collect(Collectors.joining(" "));
  }
}
