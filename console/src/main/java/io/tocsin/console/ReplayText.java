package io.tocsin.console;

import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.MoneyDifference.ClientDifference;
import io.tocsin.replay.job.MoneyDifference.LineDifference;
import io.tocsin.replay.job.Outcomes;
import io.tocsin.replay.job.Plan;
import io.tocsin.replay.job.Replay;
import io.tocsin.replay.job.Selection;
import io.tocsin.replay.job.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Replays as text for a person.
final class ReplayText {
  private static final int MOST_LINES = 20;

  private ReplayText() {}

  /// The list, the newest first.
  static String of(List<Replay.Entry> replays) {
    if (replays.isEmpty()) {
      return "No replay has been planned.\n";
    }
    var table =
        new TextTable()
            .left("replay")
            .left("state")
            .left("source")
            .right("sent")
            .right("of")
            .left("asked by")
            .left("why")
            .left("");
    for (Replay.Entry replay : replays) {
      table.row(
          replay.id(),
          Words.of(replay.state().name()),
          replay.source(),
          Long.toString(replay.sent()),
          Long.toString(replay.total()),
          replay.askedBy(),
          replay.why(),
          replay.detail());
    }
    return table.toString();
  }

  /// A replay: how it stands, then what it takes and would change.
  static String of(Replay replay) {
    var text = new StringBuilder();
    text.append("REPLAY %s is %s\n".formatted(replay.id(), Words.of(replay.state().name())));
    line(
        text,
        "Asked for",
        "by %s at %s: %s".formatted(replay.askedBy(), Words.time(replay.askedAt()), replay.why()));
    if (replay.confirmedBy() != null) {
      line(text, "Confirmed", "by " + replay.confirmedBy());
    }
    if (replay.state() == State.WAITING_FOR_CONFIRMATION) {
      line(
          text,
          "To confirm",
          "another operator than %s: ./tocsin replay confirm %s --as NAME"
              .formatted(replay.askedBy(), replay.id()));
    }
    line(
        text,
        "Progress",
        "%s, at most %d a second"
            .formatted(progress(replay.sent(), replay.total(), replay), replay.rate()));
    if (!replay.detail().isEmpty()) {
      line(text, "Now", replay.detail());
    }
    return text.append('\n').append(of(replay.plan())).toString();
  }

  private static String progress(long sent, long total, Replay replay) {
    Outcomes outcomes = replay.outcomes();
    return "%d of %d sent = %s, %d still under way"
        .formatted(
            sent,
            total,
            counts(
                outcomes.newEvents(),
                outcomes.revisions(),
                outcomes.unchanged(),
                outcomes.deadLetters()),
            replay.underWay());
  }

  private static String counts(long newEvents, long revisions, long unchanged, long deadLetters) {
    return "%s + %s + %d unchanged + %s"
        .formatted(
            Words.count(newEvents, "new event", "new events"),
            Words.count(revisions, "revision", "revisions"),
            unchanged,
            Words.count(deadLetters, "dead letter", "dead letters"));
  }

  /// What a replay would do.
  static String of(Plan plan) {
    MoneyDifference difference = plan.difference();
    var text = new StringBuilder("WHAT IT CHANGES, as of when it was planned\n");
    line(text, "Takes", taken(plan.selection()));
    plan.notes().forEach(note -> line(text, "Note", note));
    line(
        text,
        "Records",
        "%d = %s"
            .formatted(
                difference.records(),
                counts(
                    difference.newEvents(),
                    difference.revisions(),
                    difference.unchanged(),
                    difference.deadLetters())));
    difference.warnings().forEach(warning -> line(text, "Warning", warning));
    if (plan.confirmation() != null) {
      line(text, "Four eyes", plan.confirmation());
    }
    text.append('\n');
    if (difference.clients().isEmpty()) {
      return text.append("No money changes.\n").toString();
    }
    text.append(clients(difference.clients()));
    return difference.lines().isEmpty()
        ? text.append("\nNo money changes.\n").toString()
        : text.append(lines(difference.lines())).toString();
  }

  private static void line(StringBuilder text, String heading, String words) {
    text.append("%-12s%s\n".formatted(heading, Words.printable(words)));
  }

  private static String taken(Selection selection) {
    var words = new ArrayList<String>();
    words.add(
        "%s at offsets %s"
            .formatted(
                selection.source(),
                selection.ranges().stream()
                    .map(r -> "%d:%d to %d".formatted(r.partition(), r.from(), r.to() - 1))
                    .collect(Collectors.joining(", "))));
    if (selection.site() != null) {
      words.add("only site " + selection.site());
    }
    if (selection.code() != null) {
      words.add("only code " + selection.code());
    }
    if (selection.reason() != null) {
      words.add("only dead letters for " + selection.reason());
    }
    return String.join("; ", words);
  }

  private static TextTable clients(List<ClientDifference> clients) {
    var table =
        new TextTable()
            .left("client")
            .right("lines added")
            .right("amount")
            .right("reversed")
            .right("amount")
            .right("unchanged")
            .right("amount")
            .right("difference")
            .left("currency");
    for (ClientDifference client : clients) {
      String currency = client.currency();
      BigDecimal net = client.added().amount().subtract(client.reversed().amount());
      table.row(
          client.clientId(),
          Long.toString(client.added().lines()),
          amount(client.added().amount(), currency),
          Long.toString(client.reversed().lines()),
          amount(client.reversed().amount(), currency),
          Long.toString(client.unchanged().lines()),
          amount(client.unchanged().amount(), currency),
          amount(net, currency),
          currency);
    }
    return table;
  }

  private static String lines(List<LineDifference> lines) {
    var table =
        new TextTable()
            .left("line")
            .left("client")
            .left("event")
            .left("sku")
            .left("service day")
            .right("amount")
            .left("currency")
            .left("");
    for (LineDifference line : lines.subList(0, Math.min(MOST_LINES, lines.size()))) {
      table.row(
          Words.of(line.what().name()),
          line.clientId(),
          line.eventKey(),
          line.sku(),
          line.serviceDay().toString(),
          amount(line.amount(), line.currency()),
          line.currency(),
          line.closedDay() ? "closed day: an adjustment" : "");
    }
    String more =
        lines.size() <= MOST_LINES
            ? ""
            : "  the first %d of %d; the JSON has all\n".formatted(MOST_LINES, lines.size());
    return "\nTHE EVENTS BEHIND IT\n" + table + more;
  }

  private static String amount(BigDecimal amount, String currency) {
    return Decimals.money(amount, currency).toPlainString();
  }
}
