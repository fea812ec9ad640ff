package io.tocsin.console;

import io.tocsin.books.Money;
import io.tocsin.books.leaks.Leak;
import io.tocsin.books.leaks.LeakKind;
import io.tocsin.books.leaks.LeakList;
import io.tocsin.books.leaks.Leaks;
import java.util.List;
import java.util.stream.Collectors;

/// The leaks as text for a person.
final class LeaksText {
  private LeaksText() {}

  /// The text, each line ended by a line feed.
  static String of(Leaks leaks) {
    var text = new StringBuilder();
    text.append(
        "REVENUE LEAKS since %s, read at %s\n"
            .formatted(leaks.since(), Words.time(leaks.readAt())));
    for (LeakList list : leaks.lists()) {
      text.append("\n%s: %s\n".formatted(title(list.kind()), sum(list)));
      if (list.total() > 0) {
        text.append("  %s\n".formatted(list.kind().advice())).append(table(list));
        if (list.leaks().size() < list.total()) {
          text.append(
              "  %d of %d are shown, the oldest first; the sums are of all.\n"
                  .formatted(list.leaks().size(), list.total()));
        }
      }
    }
    return text.toString();
  }

  private static String title(LeakKind kind) {
    return switch (kind) {
      case UNMAPPED_CODE -> "CODES THAT NOBODY MAPPED";
      case NO_CONTRACT -> "BILLABLE WITHOUT A CONTRACT";
      case NEVER_BILLED -> "MONITORED AND NEVER BILLED";
      case SILENT -> "BILLED AND SILENT";
      case ON_TEST -> "ON TEST TOO LONG";
      case CHARGE_CONFLICT -> "CONFLICTS THAT NOBODY DECIDED";
      case BILLING_SINK -> "LINES THAT DID NOT ARRIVE";
    };
  }

  private static String sum(LeakList list) {
    if (list.total() == 0) {
      return "none";
    }
    String unpriced =
        list.unpriced() == 0 ? "" : ", %d without a known price".formatted(list.unpriced());
    return "%d, %s%s%s"
        .formatted(
            list.total(),
            Words.count(list.events(), "event", "events"),
            list.money().isEmpty() ? "" : ", " + money(list.money()),
            unpriced);
  }

  private static TextTable table(LeakList list) {
    var table =
        new TextTable()
            .left("since")
            .left("what")
            .left("client")
            .right("events")
            .right("money")
            .left("how that is known");
    for (Leak leak : list.leaks()) {
      table.row(
          Words.time(leak.since()),
          leak.subject(),
          leak.clientId() == null ? "" : leak.clientId(),
          Long.toString(leak.events()),
          money(leak.money()),
          leak.basis());
    }
    return table;
  }

  private static String money(List<Money> money) {
    return money.stream()
        .map(one -> Words.money(one.amount(), one.currency()))
        .collect(Collectors.joining(", "));
  }
}
