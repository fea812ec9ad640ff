package io.tocsin.console;

import io.tocsin.schemas.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A story as about a dozen lines for a person: a word at the left, what is to be said at the
/// right.
final class StoryText {
  private static final int LABEL = 12;
  private static final int LONGEST = 400;
  private static final int MOST_LISTED = 5;

  private final Story story;
  private final StringBuilder text = new StringBuilder();

  private StoryText(Story story) {
    this.story = story;
  }

  /// The story as text, each line ended by a line feed.
  static String of(Story story) {
    return new StoryText(story).write();
  }

  private String write() {
    if (story.eventKey() == null) {
      story.deliveries().stream().limit(MOST_LISTED).forEach(this::deliveryAlone);
      return text.toString();
    }
    line(
        "Event",
        joined(
            story.eventKey(),
            story
                .currentRevision()
                .filter(r -> r.revision() > 1)
                .map(r -> "revision " + r.revision())
                .orElse(null),
            story.asked().kind() == AskedKey.Kind.CHARGE_KEY ? "by its charge key" : null));
    if (!story.otherEvents().isEmpty()) {
      line(
          "Also",
          "under this %s: %s".formatted(story.asked().kind().words(), listed(story.otherEvents())));
    }
    deliveries();
    if (story.revisions().isEmpty() && story.counts().deadLetters() == 0) {
      line("Mapped", "not yet: the event is on its way, ask again in a few seconds");
    }
    story.currentRevision().ifPresent(this::revision);
    decisions();
    money();
    sinks();
    return text.toString();
  }

  private void deliveryAlone(Delivery delivery) {
    line("Delivery", "receipt " + orUnknown(delivery.receipt()) + mark(delivery));
    received(delivery);
    line("Outcome", outcome(delivery));
    line("Raw record", position(delivery));
  }

  /// The first delivery in full; then those that changed the event, were asked for, or failed.
  private void deliveries() {
    if (story.deliveries().isEmpty()) {
      line("Received", "the delivery is on its way into the ledger, ask again in a few seconds");
      return;
    }
    Delivery first = story.deliveries().getFirst();
    received(first);
    DeliveryCounts counts = story.counts();
    if (counts.sum() > 1) {
      line(
          "Deliveries",
          "%d: %s"
              .formatted(
                  counts.sum(),
                  Stream.of(
                          counts.newEvents() + " new",
                          Words.count(counts.revisions(), "revision", "revisions"),
                          Words.count(counts.duplicates(), "duplicate", "duplicates"),
                          Words.count(counts.deadLetters(), "dead letter", "dead letters"))
                      .filter(part -> !part.startsWith("0 "))
                      .collect(Collectors.joining(", "))));
      List<Delivery> told =
          story.deliveries().stream()
              .skip(1)
              .filter(d -> d.asked() || d.outcome() != Outcome.DUPLICATE)
              .toList();
      // Asked ones first, so that the cut cannot take them; then in their order again.
      List<Delivery> kept =
          Stream.concat(
                  told.stream().filter(Delivery::asked), told.stream().filter(d -> !d.asked()))
              .limit(MOST_LISTED)
              .toList();
      told.stream()
          .filter(kept::contains)
          .forEach(
              d ->
                  line(
                      "",
                      "%s receipt %s%s: %s"
                          .formatted(
                              Words.time(d.receivedAt()),
                              orUnknown(d.receipt()),
                              mark(d),
                              outcome(d))));
      if (told.size() > kept.size()) {
        line("", "and %d more".formatted(told.size() - kept.size()));
      }
    }
    if (first.outcome() == Outcome.DEAD_LETTERED || first.replayId() != null) {
      line("Outcome", outcome(first));
      line("Raw record", position(first));
    }
  }

  private void received(Delivery delivery) {
    line(
        "Received",
        "%s by %s from %s%s"
            .formatted(
                Words.time(delivery.receivedAt()),
                delivery.transport() == null ? "unknown road" : Words.of(delivery.transport()),
                orUnknown(delivery.source()),
                story.eventKey() == null
                    ? ""
                    : ", receipt " + orUnknown(delivery.receipt()) + mark(delivery)));
    line("Verified", Words.auth(delivery.authScheme(), delivery.authKeyId()));
  }

  private static String outcome(Delivery delivery) {
    return delivery.replayId() == null ? ofArrival(delivery) : ofReplay(delivery);
  }

  private static String ofReplay(Delivery delivery) {
    String revision = delivery.revision() == null ? "" : " " + delivery.revision();
    return joined(
            switch (delivery.outcome()) {
              case NEW -> "new event";
              case REVISION -> "made revision" + revision;
              case DUPLICATE -> "duplicate of revision" + revision;
              case DEAD_LETTERED -> "dead-lettered";
            },
            replay(delivery.replayId()))
        + "; when it arrived "
        + deadLettered(delivery);
  }

  private static String ofArrival(Delivery delivery) {
    String revision = delivery.revision() == null ? "" : " " + delivery.revision();
    return switch (delivery.outcome()) {
      case NEW -> "new event";
      case REVISION -> "made revision" + revision;
      case DUPLICATE ->
          "duplicate of revision%s, same as receipt %s%s"
              .formatted(
                  revision,
                  orUnknown(delivery.sameAsReceipt()),
                  delivery.ignored().isEmpty()
                      ? ""
                      : "; what it says otherwise of %s does not stand"
                          .formatted(String.join(", ", delivery.ignored())));
      case DEAD_LETTERED -> deadLettered(delivery);
    };
  }

  private static String deadLettered(Delivery delivery) {
    return "dead-lettered, %s: %s"
        .formatted(orUnknown(delivery.reasonCode()), orUnknown(delivery.reason()));
  }

  private static @Nullable String replay(@Nullable String replayId) {
    return replayId == null ? null : "replay " + replayId;
  }

  private static String position(Delivery delivery) {
    return "%s, partition %d, offset %d"
        .formatted(delivery.rawTopic(), delivery.rawPartition(), delivery.rawOffset());
  }

  private static String mark(Delivery delivery) {
    return delivery.asked() ? " (asked for)" : "";
  }

  private void revision(Revision revision) {
    line("Mapped", mapped(revision));
    if (revision.disposition() != null) {
      line(
          "Closed as",
          joined(
              revision.disposition(),
              revision.dispositionMapping() == null
                  ? "which no mapping knows"
                  : "mapping " + revision.dispositionMapping()));
    }
    line("Occurred", occurred(revision));
    line(
        "Where",
        joined(
            revision.siteName() == null
                ? "unknown site " + revision.siteKey()
                : "%s (%s)".formatted(revision.siteName(), revision.siteKey()),
            revision.siteRef() == null ? null : "sent as " + revision.siteRef(),
            revision.clientId() == null ? "client unknown" : "client " + revision.clientId()));
    if (!revision.review().isEmpty()) {
      line("Review", "a person must look: " + String.join(", ", revision.review()));
    }
  }

  private static String mapped(Revision revision) {
    String code =
        revision.code() == null
            ? "no code was sent"
            : revision.codeScheme() == null
                ? "code " + revision.code()
                : "code %s (%s)".formatted(revision.code(), revision.codeScheme());
    String mapping =
        revision.mappingSource() == null
            ? "no entry in the mapping"
            : "mapping %s version %s, entry %s"
                .formatted(
                    revision.mappingSource(),
                    revision.mappingVersion() == null ? "?" : revision.mappingVersion(),
                    orUnknown(revision.mappingEntry()));
    return joined(
        Words.of(revision.type())
            + (revision.codeName() == null ? "" : " \"" + revision.codeName() + "\"")
            + (revision.lifeSafety() ? " (life safety)" : ""),
        code,
        mapping,
        replay(revision.replayId()));
  }

  private static String occurred(Revision revision) {
    return joined(
        Words.time(revision.occurredAt()),
        sent(revision),
        switch (revision.timeBasis()) {
          case "OFFSET_SENT" -> "by the offset sent";
          case "ZONE_CONFIGURED" -> "read in the configured zone";
          case "RECEIVED" -> "no usable time was sent, so the time received";
          default -> Words.of(revision.timeBasis());
        },
        revision.timeNotes().isEmpty()
            ? null
            : revision.timeNotes().stream().map(Words::of).collect(Collectors.joining(" and ")),
        revision.pastHorizon() ? "longer ago than is remembered" : null,
        "service day " + revision.serviceDay());
  }

  private static @Nullable String sent(Revision revision) {
    String time = revision.timeAsReceived();
    String zone = revision.zoneAsReceived();
    if (time == null) {
      return null;
    }
    return zone == null || time.endsWith(zone)
        ? "sent as " + time
        : "sent as %s (%s)".formatted(time, zone);
  }

  private void decisions() {
    Optional<Verdict> current = story.currentDecision();
    Optional<Integer> newest = story.currentRevision().map(Revision::revision);
    if (newest.isPresent() && (current.isEmpty() || current.get().revision() < newest.get())) {
      line(
          "Decided",
          "not yet for revision %d: the decision is on its way, ask again in a few seconds"
              .formatted(newest.get()));
    }
    current.ifPresent(this::decision);
    rulings();
    List<Verdict> earlier =
        story.decisions().isEmpty()
            ? List.of()
            : story.decisions().subList(0, story.decisions().size() - 1).reversed();
    earlier.stream().limit(MOST_LISTED).forEach(d -> line("Earlier", earlier(d)));
    if (earlier.size() > MOST_LISTED) {
      line("", "and %d more".formatted(earlier.size() - MOST_LISTED));
    }
  }

  private void decision(Verdict decision) {
    line("Decided", state(decision) + ": " + decision.reason());
    String values =
        decision.valuesSeen().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
    line("Rule", rule(decision) + (values.isEmpty() ? "" : ", saw " + values));
    list(
        "Not matched",
        decision.alternatives().stream().map(a -> a.ruleId() + ": " + a.why()).toList());
    if (decision.contractId() != null) {
      line("Contract", decision.contractId());
    }
    incident(decision);
    if (decision.onTest() != null) {
      line("On test", onTest(decision));
    }
    if (decision.charge() != null) {
      line("Charge", charge(decision.charge()));
    }
    if (decision.signalCharge() != null) {
      line("Signals", charge(decision.signalCharge()));
    }
  }

  private void incident(Verdict decision) {
    List<Verdict.Evidence> evidence = decision.incidentEvidence();
    line(
        "Incident",
        joined(decision.incidentId(), evidence.isEmpty() ? "of this event alone" : "joined to"));
    list(
        "",
        evidence.stream()
            .map(e -> "%s by %s: %s".formatted(e.eventKey(), Words.of(e.kind()), e.detail()))
            .toList());
  }

  private String onTest(Verdict decision) {
    TestWindow window = story.testWindow();
    if (window != null) {
      return "by window %s, of %s: %s".formatted(window.id(), window.actor(), window.reason());
    }
    return decision
        .testSignal()
        .map(signal -> "since the signal " + signal)
        .or(() -> decision.testWindowId().map(id -> "by window " + id))
        .orElse("the source marked it so");
  }

  private static String charge(Verdict.Charge charge) {
    return "%s, %s %s × %s = %s, charge key %s"
        .formatted(
            charge.sku(),
            charge.quantity().toPlainString(),
            charge.unit(),
            charge.unitPrice().toPlainString(),
            Words.money(charge.amount(), charge.currency()),
            charge.chargeKey());
  }

  /// The newest ruling first, which is the one that holds.
  private void rulings() {
    list("Ruled", story.rulings().reversed().stream().map(StoryText::ruled).toList());
  }

  private static String ruled(Ruling ruling) {
    String who = "%s by %s".formatted(Words.time(ruling.at()), orUnknown(ruling.actor()));
    if (ruling.withdrawn()) {
      return who + ": what was ruled is withdrawn";
    }
    String what =
        joined(
            ruling.joins() == null ? null : "one incident with " + ruling.joins(),
            ruling.separate() ? "an incident of its own" : null,
            ruling.type() == null ? null : "type " + Words.of(ruling.type()),
            ruling.accepted().isEmpty() ? null : "accepts " + String.join(", ", ruling.accepted()),
            ruling.notBillable() == null ? null : "not billable: " + ruling.notBillable());
    return "%s: %s (%s)"
        .formatted(who, what.isEmpty() ? "nothing" : what, orUnknown(ruling.reason()));
  }

  /// A few of these, one a line; the label stands at the first.
  private void list(String label, List<String> said) {
    for (int i = 0; i < Math.min(said.size(), MOST_LISTED); i++) {
      line(i == 0 ? label : "", said.get(i));
    }
    if (said.size() > MOST_LISTED) {
      line("", "and %d more".formatted(said.size() - MOST_LISTED));
    }
  }

  private static String state(Verdict decision) {
    return joined(
        Words.of(decision.endState()), decision.reasonCode(), replay(decision.replayId()));
  }

  private static String rule(Verdict decision) {
    if (decision.rulebookVersion() == 0) {
      return "none was needed";
    }
    String rule = decision.ruleId() == null ? "none matched" : decision.ruleId();
    return "%s, rulebook version %d".formatted(rule, decision.rulebookVersion());
  }

  private static String earlier(Verdict decision) {
    Verdict.Charge charge = decision.charge();
    Verdict.Charge signal = decision.signalCharge();
    return joined(
        "revision "
            + decision.revision()
            + (decision.decisionNumber() == 1 ? "" : " decision " + decision.decisionNumber())
            + " "
            + state(decision),
        charge == null ? null : Words.money(charge.amount(), charge.currency()),
        signal == null ? null : "signal " + Words.money(signal.amount(), signal.currency()),
        "rule " + rule(decision));
  }

  private void money() {
    if (!story.lines().isEmpty()) {
      line(
          "Invoice", story.lines().stream().map(StoryText::line).collect(Collectors.joining("; ")));
    }
    story.conflicts().stream()
        .sorted(Comparator.comparing(c -> c.state() != Conflict.State.OPEN))
        .limit(MOST_LISTED)
        .forEach(c -> line("Conflict", conflict(c)));
  }

  private static String conflict(Conflict conflict) {
    String claimed = Words.money(conflict.claimedAmount(), conflict.currency());
    String against = "line %d of %s".formatted(conflict.liveLine(), conflict.liveEventKey());
    return switch (conflict.state()) {
      case OPEN ->
          "claims %s, but %s stands with %s: %s"
              .formatted(
                  claimed,
                  against,
                  Words.money(conflict.liveAmount(), conflict.liveCurrency()),
                  conflict.reason());
      case SETTLED -> "claimed %s while %s stood; charged since".formatted(claimed, against);
      case OVERTAKEN ->
          "claimed %s while %s stood; a later decision took its place".formatted(claimed, against);
    };
  }

  private static String line(InvoiceLine line) {
    return switch (line.kind()) {
      case CHARGE ->
          "line %d charge %s".formatted(line.line(), Words.money(line.amount(), line.currency()));
      case REVERSAL ->
          "line %d reversal of line %d %s"
              .formatted(
                  line.line(),
                  Objects.requireNonNull(line.reverses()),
                  Words.money(line.amount(), line.currency()));
    };
  }

  private void sinks() {
    var answers = new LinkedHashMap<String, List<String>>();
    // The ledger first: what it has not, nobody has for sure.
    story.sinks().stream()
        .sorted(Comparator.comparing(sink -> !sink.sink().equals("ledger")))
        .forEach(
            sink -> answers.computeIfAbsent(sink.sink(), _ -> new ArrayList<>()).add(answer(sink)));
    answers.forEach((sink, said) -> list(sinkName(sink), said));
    // A route may be served by a sink of another name, which only the sinks' settings know.
    story.currentDecision().stream()
        .flatMap(d -> d.routes().stream())
        .filter(route -> !answers.containsKey(route))
        .forEach(route -> line(sinkName(route), "no sink of that name has answered"));
  }

  private String answer(SinkAnswer sink) {
    boolean stale =
        story
            .currentDecision()
            .filter(
                d -> d.revision() != sink.revision() || d.decisionNumber() != sink.decisionNumber())
            .isPresent();
    return joined(
            Words.status(sink.status())
                + (stale
                    ? " for revision %d decision %d"
                        .formatted(sink.revision(), sink.decisionNumber())
                    : ""),
            sink.attempts() > 1 ? sink.attempts() + " attempts" : null)
        + (sink.detail().isBlank() ? "" : ": " + sink.detail())
        + (sink.remoteId() == null || sink.remoteId().isBlank()
            ? ""
            : "; known there as " + sink.remoteId())
        + made(sink.sink());
  }

  /// The activity or ticket that a sink made.
  private String made(String sink) {
    Activity activity = story.activity();
    Ticket ticket = story.ticket();
    if (sink.equals("crm") && activity != null) {
      return made(activity.state(), "activity", activity.ownerTeam(), activity.subject());
    }
    if (sink.equals("ticketing") && ticket != null) {
      return made(ticket.state(), "ticket", ticket.ownerTeam(), ticket.subject());
    }
    return "";
  }

  private static String made(String state, String what, @Nullable String team, String subject) {
    return "; %s %s%s \"%s\""
        .formatted(Words.of(state), what, team == null ? "" : " of " + team, subject);
  }

  private static String sinkName(String sink) {
    return sink.equals("crm")
        ? "CRM"
        : sink.isEmpty() ? sink : Character.toUpperCase(sink.charAt(0)) + sink.substring(1);
  }

  private static String listed(List<String> texts) {
    String some = texts.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    return texts.size() > MOST_LISTED
        ? some + " and %d more".formatted(texts.size() - MOST_LISTED)
        : some;
  }

  private static String orUnknown(@Nullable String text) {
    return text == null ? "unknown" : text;
  }

  private static String joined(@Nullable String... parts) {
    return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(", "));
  }

  private void line(String label, String said) {
    String cut = Words.atMost(LONGEST, Words.printable(said));
    text.append(label)
        .append(" ".repeat(Math.max(1, LABEL - label.length())))
        .append(cut)
        .append('\n');
  }
}
