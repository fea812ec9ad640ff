package io.tocsin.policy.backtest;

import io.tocsin.policy.decision.Money;
import io.tocsin.schemas.Charge;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a back-test found, for a finance person.
final class TextReport {
  /// Events that are told of one client and sku.
  private static final int MOST_EVENTS = 10;

  private final Report report;
  private final String all;
  private final StringBuilder text = new StringBuilder();

  private TextReport(Report report, @Nullable String csv) {
    this.report = report;
    this.all = csv == null ? "--csv" : csv;
  }

  static String text(Report report, @Nullable String csv) {
    return new TextReport(report, csv).text();
  }

  private String text() {
    Comparison comparison = report.comparison();
    head(comparison);
    if (comparison.changes().isEmpty()) {
      text.append("\nNo line differs.\n");
    }
    if (!comparison.lines().isEmpty()) {
      sums(comparison);
    }
    if (!comparison.states().isEmpty()) {
      states(comparison.states());
    }
    if (!comparison.changes().isEmpty()) {
      text.append("\nThe events behind the lines that differ\n");
      comparison.changesByKind().forEach(this::events);
    }
    unread(report.unread());
    return text.toString();
  }

  private void head(Comparison comparison) {
    int events = comparison.events();
    line(
        "Back-test of %s (version %d) on the service days %s to %s: %s."
            .formatted(
                report.name(),
                report.version(),
                report.days().from(),
                report.days().to(),
                events == 1 ? "1 event" : events + " events"));
    line(
        "Before: as published, %s. After: %s decides each of these days. Nothing was written."
            .formatted(versions(comparison.published()), report.name()));
  }

  private static String versions(List<Integer> published) {
    String numbers =
        published.stream()
            .filter(version -> version > 0)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    String words =
        numbers.isEmpty()
            ? "no version"
            : (numbers.contains(",") ? "versions " : "version ") + numbers;
    return !numbers.isEmpty() && published.contains(0)
        ? words + ", and none on some of the days"
        : words;
  }

  private void sums(Comparison comparison) {
    text.append('\n');
    var table =
        new TextTable(
            3,
            "client",
            "sku",
            "meter",
            "lines before",
            "after",
            "added",
            "removed",
            "changed",
            "amount before",
            "after",
            "difference");
    comparison
        .lines()
        .forEach(
            (kind, sum) -> {
              if (sum.differs()) {
                row(table, kind.client(), kind.sku(), kind.meter().word(), sum, kind.currency());
              }
            });
    comparison
        .totals()
        .forEach(
            (currency, total) -> {
              comparison.lines().entrySet().stream()
                  .filter(line -> line.getKey().currency().equals(currency))
                  .map(Map.Entry::getValue)
                  .filter(sum -> !sum.differs())
                  .reduce(LineSum::plus)
                  .ifPresent(same -> row(table, "all others", "", "", same, currency));
              row(table, "total", "", "", total, currency);
            });
    text.append(table.text());
  }

  private static void row(
      TextTable table, String client, String sku, String meter, LineSum sum, Currency currency) {
    table.row(
        client,
        sku,
        meter,
        Integer.toString(sum.before()),
        Integer.toString(sum.after()),
        Integer.toString(sum.added()),
        Integer.toString(sum.removed()),
        Integer.toString(sum.changed()),
        Figures.amount(sum.amountBefore(), currency),
        Figures.amount(sum.amountAfter(), currency),
        Figures.difference(sum.difference(), currency) + " " + currency.getCurrencyCode());
  }

  private void states(SortedMap<StateChange, StateChange.Count> states) {
    text.append("\nEnd states that differ\n");
    var table = new TextTable(2, "before", "after", "events", "of them without money");
    states.forEach(
        (change, count) ->
            table.row(
                change.before().words(),
                change.after().words(),
                Integer.toString(count.events()),
                Integer.toString(count.withoutMoney())));
    text.append(table.text());
  }

  private void events(LineKind kind, List<LineChange> changes) {
    BigDecimal difference =
        changes.stream().map(LineChange::difference).reduce(BigDecimal.ZERO, BigDecimal::add);
    line(
        "\n%s, %s, %s: %s %s"
            .formatted(
                kind.client(),
                kind.sku(),
                kind.meter().word(),
                Figures.difference(difference, kind.currency()),
                kind.currency().getCurrencyCode()));
    for (LineChange change : changes.subList(0, Math.min(MOST_EVENTS, changes.size()))) {
      line("  %s at %s on %s".formatted(change.eventKey(), change.siteKey(), change.serviceDay()));
      line("    before: " + standing(kind, change.before()));
      line("    after:  " + standing(kind, change.after()));
      change.sameAgain().ifPresent(sentence -> line("    " + sentence));
    }
    if (changes.size() > MOST_EVENTS) {
      line("  and %d more, see %s".formatted(changes.size() - MOST_EVENTS, all));
    }
  }

  private static String standing(LineKind kind, Standing standing) {
    return switch (kind.meter()) {
      case RESPONSE -> "%s; %s".formatted(standing.state().words(), standing.reason());
      case SIGNALS -> signal(standing.charge(), kind.currency());
    };
  }

  /// The end state speaks of the response, so it says nothing of the signal.
  private static String signal(@Nullable Charge charge, Currency currency) {
    return charge == null
        ? "no charge"
        : "%s: %s %s × %s = %s."
            .formatted(
                charge.getSku(),
                Money.units(charge.getQuantity()),
                charge.getUnit(),
                Money.text(charge.getUnitPrice(), currency),
                Money.text(charge.getAmount(), currency));
  }

  private void unread(Unread unread) {
    if (unread.count() == 0) {
      return;
    }
    line(
        unread.count() == 1
            ? "\n1 record could not be read and has no part in these figures:"
            : "\n%d records could not be read and have no part in these figures:"
                .formatted(unread.count()));
    unread.named().forEach(one -> line("  %s: %s".formatted(one.where(), one.reason())));
    if (unread.count() > unread.named().size()) {
      line("  and %d more".formatted(unread.count() - unread.named().size()));
    }
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
