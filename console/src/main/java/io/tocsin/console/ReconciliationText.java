package io.tocsin.console;

import io.tocsin.books.Money;
import io.tocsin.books.reconcile.Finding;
import io.tocsin.books.reconcile.LedgerEvent;
import io.tocsin.books.reconcile.Line;
import io.tocsin.books.reconcile.Range;
import io.tocsin.books.reconcile.Reconciler.Ingested;
import io.tocsin.books.reconcile.Sum;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A reconciliation as text for a person.
final class ReconciliationText {
  private ReconciliationText() {}

  /// The text, each line ended by a line feed.
  static String of(ReconciliationAnswer answer) {
    var text = new StringBuilder();
    text.append(
        "RECONCILIATION of %s, an export of %s, read at %s\n"
            .formatted(
                Words.printable(answer.source()),
                Words.count(answer.rows(), "row", "rows"),
                Words.time(answer.readAt())));
    text.append(range(answer.range()));
    if (answer.repeated() > 0) {
      text.append(
          "%s; of one event the last row counts\n"
              .formatted(
                  Words.count(
                      answer.repeated(),
                      "row names an event that an earlier row names",
                      "rows name an event that an earlier row names")));
    }
    if (answer.outside() > 0) {
      text.append(
          "%s outside that range and left out\n"
              .formatted(Words.count(answer.outside(), "row is", "rows are")));
    }
    text.append('\n').append(sums(answer.sums()));
    if (answer.lines().isEmpty()) {
      text.append("\nEvery row is in the ledger, nothing else is, and billing is as decided.\n");
    } else {
      text.append('\n').append(lines(answer.lines()));
    }
    if (answer.openLines() > answer.lines().size()) {
      text.append(
          "\n%d of %d lines are shown; the CSV has all.\n"
              .formatted(answer.lines().size(), answer.openLines()));
    }
    text.append(ingestion(answer));
    text.append(
        """

        Billed means: its line stands in our ledger. Where a sink outside has not answered that the line \
        stands there, it says so. What a billing system itself holds is not read.
        """);
    return text.toString();
  }

  private static String range(@Nullable Range range) {
    return range == null
        ? "no row says when it happened: only its rows are compared; say --from and --to to find"
            + " what it lacks\n"
        : "compared from %s to before %s, %s\n"
            .formatted(
                Words.time(range.from()),
                Words.time(range.to()),
                range.said() ? "as asked" : "as the export covers it");
  }

  private static TextTable sums(List<Sum> sums) {
    var table = new TextTable().left("finding").left("billing").right("lines").right("money");
    for (Sum sum : sums) {
      table.row(
          Words.of(sum.finding().name()),
          sum.billing() == null ? "" : Words.of(sum.billing().name()),
          Long.toString(sum.lines()),
          sum.finding() == Finding.MISSING ? "not known" : money(sum.money()));
    }
    return table;
  }

  private static TextTable lines(List<Line> lines) {
    var table =
        new TextTable()
            .left("finding")
            .right("row")
            .left("event")
            .left("happened")
            .left("site")
            .left("code")
            .left("billing")
            .right("money")
            .left("why");
    for (Line line : lines) {
      LedgerEvent event = line.event();
      table.row(
          Words.of(line.finding().name()),
          line.row() == null ? "" : line.row().toString(),
          orEmpty(line.eventKey()),
          line.at() == null ? "" : Words.time(line.at()),
          orEmpty(line.site()),
          orEmpty(line.code()),
          event == null ? "" : Words.of(event.billing().name()) + outside(event),
          money(line.money()),
          why(line, event));
    }
    return table;
  }

  private static String why(Line line, @Nullable LedgerEvent event) {
    List<String> words = event == null ? List.of(line.why()) : List.of(line.why(), event.why());
    return words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining("; "));
  }

  /// What sinks outside have not answered as they should.
  private static String outside(LedgerEvent event) {
    return event.outside().stream()
        .filter(one -> !one.done())
        .map(one -> ", %s: %s".formatted(one.sink(), Words.status(one.status())))
        .collect(Collectors.joining());
  }

  private static String ingestion(ReconciliationAnswer answer) {
    List<Ingested> ingested = answer.ingested();
    if (ingested == null) {
      return answer.ingestible() == 0
          ? ""
          : "\n%s be handed in: the same command with --ingest\n"
              .formatted(Words.count(answer.ingestible(), "row can", "rows can"));
    }
    if (ingested.isEmpty()) {
      return "\nNothing was handed in: nothing is missing that could be.\n";
    }
    var table = new TextTable().right("row").left("receipt").left("became");
    for (Ingested one : ingested) {
      table.row(
          Integer.toString(one.row()),
          orEmpty(one.receipt()),
          one.outcome() != null
              ? Words.of(one.outcome())
              : one.receipt() == null ? orEmpty(one.problem()) : "on its way; ask ./tocsin why");
    }
    return "\nHanded in:\n" + table;
  }

  private static String money(List<Money> money) {
    return money.stream()
        .map(one -> Words.money(one.amount(), one.currency()))
        .collect(Collectors.joining(", "));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
