package io.tocsin.books.close;

import io.tocsin.books.close.Balance.Counts;
import io.tocsin.books.close.Balance.Outcome;
import io.tocsin.schemas.EndState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a person reads of a closed day: the exceptions first, then the balances and the money.
///
/// @param close its number
/// @param day the day
/// @param zone whose day it is
/// @param cutAt what was received from this moment on is not in it
/// @param at when it was closed
/// @param by who closed it
/// @param counts what was counted
/// @param exceptions what waits for somebody
/// @param money the lines by client and currency
record Summary(
    long close,
    LocalDate day,
    ZoneId zone,
    Instant cutAt,
    Instant at,
    String by,
    Counts counts,
    Exceptions exceptions,
    MoneySums money) {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The text, each line ended by a line feed.
  String text() {
    var text = new StringBuilder();
    text.append("CLOSE %d OF THE BOOKS: %s (%s)\n".formatted(close, day, zone.getId()));
    text.append(
        "Closed at %s by %s. What was received before %s is in it.\n"
            .formatted(UTC.format(at.truncatedTo(ChronoUnit.SECONDS)), by, UTC.format(cutAt)));
    text.append("\nEXCEPTIONS\n");
    List<String> found = exceptionLines();
    if (found.isEmpty()) {
      text.append("  none\n");
    }
    found.forEach(line -> text.append("  ").append(line).append('\n'));
    balances(text);
    money(text);
    return text.toString();
  }

  private List<String> exceptionLines() {
    var lines = new ArrayList<String>();
    if (exceptions.openConflicts() > 0) {
      lines.add(
          count(exceptions.openConflicts(), "conflict", "conflicts")
              + " about a charge, open now:");
      exceptions
          .conflicts()
          .forEach(
              c ->
                  lines.add(
                      "  %s claims %s %s: %s"
                          .formatted(
                              plain(c.eventKey()),
                              Money.plain(c.amount()),
                              c.currency(),
                              plain(c.reason()))));
    }
    reasons(
        lines, counts.of(EndState.IN_REVIEW), "event", "events", "in review", counts.inReview());
    reasons(
        lines,
        counts.of(Outcome.DEAD_LETTERED),
        "record",
        "records",
        "dead-lettered",
        counts.deadLetters());
    long dead = counts.of(EndState.DEAD_LETTERED);
    if (dead > 0) {
      lines.add(
          count(dead, "event", "events") + " dead-lettered by the policy stream or a decision");
    }
    long adjustments = money.sums().values().stream().mapToLong(MoneySums.Sum::adjustments).sum();
    if (adjustments > 0) {
      lines.add(
          count(adjustments, "invoice line is an adjustment", "invoice lines are adjustments")
              + " of earlier days; the clients' files say why");
    }
    if (counts.late() > 0) {
      lines.add(count(counts.late(), "event", "events") + " arrived after the service day");
    }
    exceptions
        .sinks()
        .forEach(
            s ->
                lines.add(
                    "sink %s: %s %s, as of now"
                        .formatted(s.sink(), s.answers(), status(s.status()))));
    return lines;
  }

  private static void reasons(
      List<String> lines, long total, String one, String many, String what, Reasons reasons) {
    if (total == 0) {
      return;
    }
    lines.add(count(total, one, many) + " " + what + ":");
    reasons
        .groups()
        .forEach(
            (code, group) -> {
              String more = group.count() > group.named().size() ? ", …" : "";
              lines.add(
                  "  %d %s: %s%s"
                      .formatted(
                          group.count(),
                          plain(code),
                          plain(String.join(", ", group.named())),
                          more));
            });
  }

  private void balances(StringBuilder text) {
    text.append("\nBALANCES\n");
    text.append(
        "  %d raw records accepted = %d new + %d revisions + %d duplicates + %d dead-lettered\n"
            .formatted(
                counts.accepted(),
                counts.of(Outcome.NEW),
                counts.of(Outcome.REVISION),
                counts.of(Outcome.DUPLICATE),
                counts.of(Outcome.DEAD_LETTERED)));
    if (counts.recovered() + counts.older() + counts.again() > 0) {
      text.append(
          "  %d events = %d new + %d recovered by replays + %d of records older than the log - %d met again after the horizon\n"
              .formatted(
                  counts.events(),
                  counts.of(Outcome.NEW),
                  counts.recovered(),
                  counts.older(),
                  counts.again()));
    }
    List<String> states =
        Arrays.stream(EndState.values())
            .map(state -> "%d %s".formatted(counts.of(state), words(state.name())))
            .toList();
    text.append("  %d events = %s\n".formatted(counts.events(), String.join(" + ", states)));
  }

  private void money(StringBuilder text) {
    text.append("\nMONEY\n");
    if (money.sums().isEmpty()) {
      text.append("  no invoice lines\n");
      return;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"client", "charges", "charged", "reversals", "reversed", "net", ""});
    money
        .sums()
        .forEach(
            (key, sum) ->
                rows.add(
                    new String[] {
                      plain(key.clientId()),
                      Long.toString(sum.charges()),
                      Money.plain(sum.charged()),
                      Long.toString(sum.reversals()),
                      Money.plain(sum.reversed()),
                      Money.plain(sum.net()),
                      key.currency()
                    }));
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String blanks = " ".repeat(widths[i] - row[i].length());
        boolean words = i == 0 || i == widths.length - 1;
        line.append("  ").append(words ? row[i] + blanks : blanks + row[i]);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static String words(String symbol) {
    return symbol.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String status(String status) {
    return switch (status) {
      case "REFUSED" -> "declined";
      case "UNKNOWN_OUTCOME" -> "sent, the outcome not known";
      case "RETRYING" -> "waiting to be tried again";
      default -> words(status);
    };
  }

  /// On one line, without characters that move a cursor: what senders wrote is among it.
  private static String plain(String text) {
    return text.codePoints()
        .mapToObj(
            c ->
                Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                    ? "?"
                    : Character.toString(c))
        .collect(Collectors.joining());
  }
}
