package io.tocsin.console;

import io.tocsin.schemas.EndState;
import org.jspecify.annotations.Nullable;

/// The outcomes of a range of days as text that a finance person reads: sections, aligned columns,
/// and at each sum whether it matches.
final class OutcomesText {
  private final Outcomes outcomes;
  private final StringBuilder text = new StringBuilder();

  private OutcomesText(Outcomes outcomes) {
    this.outcomes = outcomes;
  }

  /// The report as text, each line ended by a line feed.
  static String of(Outcomes outcomes) {
    return new OutcomesText(outcomes).write();
  }

  private String write() {
    text.append("OUTCOMES, %s, read at %s\n".formatted(range(), Words.time(outcomes.readAt())));
    text.append(
        "Deliveries count on the UTC day they were received, all else on the service day.\n");
    arrived();
    endStates();
    lines();
    activities();
    tickets();
    sinks();
    deadLetters();
    conflicts();
    text.append('\n')
        .append(
            outcomes.balanced()
                ? "All sums match.\n"
                : "SUMS DO NOT MATCH. What arrived seconds ago may still be on its way: read again;"
                    + " what stays needs an operator.\n");
    return text.toString();
  }

  private String range() {
    if (outcomes.from() == null && outcomes.to() == null) {
      return "all days";
    }
    if (outcomes.from() != null && outcomes.from().equals(outcomes.to())) {
      return "day " + outcomes.from();
    }
    return "days "
        + (outcomes.from() == null ? "up" : "from " + outcomes.from())
        + (outcomes.to() == null ? " on" : " to " + outcomes.to());
  }

  private void arrived() {
    section("WHAT ARRIVED");
    if (!outcomes.arrived().isEmpty()) {
      var table =
          new TextTable()
              .left("source")
              .right("deliveries")
              .right("new")
              .right("revisions")
              .right("duplicates")
              .right("dead letters");
      for (Outcomes.Arrived arrived : outcomes.arrived()) {
        DeliveryCounts counts = arrived.counts();
        table.row(
            arrived.source() == null ? "(unknown)" : arrived.source(),
            Long.toString(counts.sum()),
            Long.toString(counts.newEvents()),
            Long.toString(counts.revisions()),
            Long.toString(counts.duplicates()),
            Long.toString(counts.deadLetters()));
      }
      text.append(table);
    }
    Outcomes.DeliveryBalance balance = outcomes.deliveryBalance();
    verdict(
        "%d accepted = %d new + %s + %s + %s"
            .formatted(
                balance.accepted(),
                balance.newEvents(),
                Words.count(balance.revisions(), "revision", "revisions"),
                Words.count(balance.duplicates(), "duplicate", "duplicates"),
                Words.count(balance.deadLetters(), "dead letter", "dead letters")),
        balance.matches());
    if (balance.saidNew() != balance.newEvents()) {
      note(
          "%s a new event, %s there"
              .formatted(
                  Words.count(balance.saidNew(), "delivery made", "deliveries made"),
                  Words.count(balance.newEvents(), "is", "are")));
    }
    if (balance.saidRevision() != balance.revisions()) {
      note(
          "%s a revision, %s there"
              .formatted(
                  Words.count(balance.saidRevision(), "delivery made", "deliveries made"),
                  Words.count(balance.revisions(), "is", "are")));
    }
  }

  private void endStates() {
    section("WHAT BECAME OF THE EVENTS");
    if (!outcomes.endStates().isEmpty()) {
      var table = new TextTable().left("end state").right("events").left("reason").left("");
      for (Outcomes.EndStateCount count : outcomes.endStates()) {
        table.row(
            Words.of(count.endState()),
            Long.toString(count.events()),
            orEmpty(count.reasonCode()),
            orEmpty(count.endState() == EndState.BILLABLE ? null : count.reason()));
      }
      text.append(table);
    }
    Outcomes.EventBalance balance = outcomes.eventBalance();
    verdict(
        "%s = %d billable + %d not billable + %d merged + %d in review + %d dead-lettered"
            .formatted(
                Words.count(balance.events(), "event", "events"),
                balance.billable(),
                balance.notBillable(),
                balance.merged(),
                balance.inReview(),
                balance.deadLettered()),
        balance.matches());
    if (balance.undecided() > 0) {
      note(
          Words.count(
              balance.undecided(),
              "event has no decision on its newest revision",
              "events have no decision on their newest revision"));
    }
    if (balance.unknown() > 0) {
      note(
          Words.count(
              balance.unknown(),
              "decision is on a revision that is not there",
              "decisions are on revisions that are not there"));
    }
    if (!balance.examples().isEmpty()) {
      note("for example " + String.join(", ", balance.examples()));
    }
  }

  private void lines() {
    section("INVOICE LINES");
    if (!outcomes.lines().rows().isEmpty()) {
      var table =
          new TextTable()
              .right("line")
              .left("service day")
              .left("client")
              .left("sku")
              .right("quantity")
              .left("unit")
              .right("unit price")
              .right("amount")
              .left("")
              .left("memo");
      for (InvoiceLine line : outcomes.lines().rows()) {
        table.row(
            Long.toString(line.line()),
            line.serviceDay().toString(),
            line.clientId(),
            line.sku(),
            line.quantity().toPlainString(),
            line.unit(),
            line.unitPrice().toPlainString(),
            Words.money(line.amount(), line.currency()),
            line.kind() == InvoiceLine.Kind.REVERSAL ? "reversal of " + line.reverses() : "",
            line.memo());
      }
      text.append(table);
    }
    cut(outcomes.lines());
    if (!outcomes.totals().isEmpty()) {
      text.append('\n');
      var table = new TextTable().left("client").right("lines").right("total");
      outcomes
          .totals()
          .forEach(
              t ->
                  table.row(
                      t.clientId(),
                      Long.toString(t.lines()),
                      Words.money(t.amount(), t.currency())));
      text.append(table);
    }
    for (Outcomes.MoneyBalance balance : outcomes.moneyBalance()) {
      verdict(
          "%s invoiced = %s decided - %s in conflict"
              .formatted(
                  Words.money(balance.invoiced(), balance.currency()),
                  Words.money(balance.decided(), balance.currency()),
                  Words.money(balance.inConflict(), balance.currency())),
          balance.matches());
    }
  }

  private void activities() {
    section("ACTIVITIES");
    if (!outcomes.activities().rows().isEmpty()) {
      var table =
          new TextTable()
              .left("occurred")
              .left("client")
              .left("site")
              .left("team")
              .left("state")
              .left("subject");
      for (Activity activity : outcomes.activities().rows()) {
        table.row(
            Words.time(activity.occurredAt()),
            orEmpty(activity.clientId()),
            activity.siteKey(),
            orEmpty(activity.ownerTeam()),
            Words.of(activity.state()),
            activity.subject());
      }
      text.append(table);
    }
    cut(outcomes.activities());
  }

  private void tickets() {
    section("TICKETS");
    if (!outcomes.tickets().rows().isEmpty()) {
      var table =
          new TextTable()
              .left("occurred")
              .left("client")
              .left("site")
              .left("team")
              .left("service level")
              .left("state")
              .left("subject");
      for (Ticket ticket : outcomes.tickets().rows()) {
        table.row(
            Words.time(ticket.occurredAt()),
            orEmpty(ticket.clientId()),
            ticket.siteKey(),
            orEmpty(ticket.ownerTeam()),
            orEmpty(ticket.serviceLevel()),
            Words.of(ticket.state()),
            ticket.subject());
      }
      text.append(table);
    }
    cut(outcomes.tickets());
  }

  private void sinks() {
    section("WHAT THE SINKS ANSWERED");
    if (outcomes.sinks().isEmpty()) {
      none();
      return;
    }
    var table = new TextTable().left("sink").left("status").right("events");
    outcomes
        .sinks()
        .forEach(s -> table.row(s.sink(), Words.status(s.status()), Long.toString(s.events())));
    text.append(table);
  }

  private void deadLetters() {
    section("DEAD LETTERS");
    if (!outcomes.deadLetters().rows().isEmpty()) {
      var table =
          new TextTable()
              .left("received")
              .left("source")
              .left("receipt")
              .left("raw record")
              .left("reason")
              .left("");
      for (Delivery letter : outcomes.deadLetters().rows()) {
        table.row(
            Words.time(letter.receivedAt()),
            orEmpty(letter.source()),
            orEmpty(letter.receipt()),
            "%s/%d/%d".formatted(letter.rawTopic(), letter.rawPartition(), letter.rawOffset()),
            orEmpty(letter.reasonCode()),
            orEmpty(letter.reason()));
      }
      text.append(table);
    }
    cut(outcomes.deadLetters());
  }

  private void conflicts() {
    section("CONFLICTS");
    if (!outcomes.conflicts().rows().isEmpty()) {
      var table =
          new TextTable()
              .left("event")
              .right("claims")
              .left("against")
              .right("stands with")
              .left("state")
              .left("why");
      for (Conflict conflict : outcomes.conflicts().rows()) {
        table.row(
            conflict.eventKey(),
            Words.money(conflict.claimedAmount(), conflict.currency()),
            "line %d of %s".formatted(conflict.liveLine(), conflict.liveEventKey()),
            Words.money(conflict.liveAmount(), conflict.liveCurrency()),
            Words.of(conflict.state().name()),
            conflict.reason());
      }
      text.append(table);
    }
    cut(outcomes.conflicts());
  }

  private void section(String title) {
    text.append('\n').append(title).append('\n');
  }

  private void verdict(String equation, boolean matches) {
    text.append("  ")
        .append(Words.printable(equation))
        .append("  ")
        .append(matches ? "OK" : "MISMATCH")
        .append('\n');
  }

  private void note(String said) {
    text.append("    ").append(Words.printable(said)).append('\n');
  }

  private void none() {
    text.append("  none\n");
  }

  private void cut(Excerpt<?> excerpt) {
    if (excerpt.total() == 0) {
      none();
    } else if (excerpt.isCut()) {
      note(
          "the first %d of %d; ask for fewer days to see the others"
              .formatted(excerpt.rows().size(), excerpt.total()));
    }
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
