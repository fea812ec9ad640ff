package io.tocsin.console;

import io.tocsin.schemas.EndState;
import io.tocsin.schemas.Outcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Facts of a test's own, and makers of single ones.
final class KnownFacts implements StoryFacts {
  static final String EVENT = "tracktik:1";
  static final String CHARGE = "c".repeat(64);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  final List<Delivery> deliveries = new ArrayList<>();
  final List<Revision> revisions = new ArrayList<>();
  final List<Verdict> decisions = new ArrayList<>();
  final List<String> chargeEvents = new ArrayList<>();
  final List<Ruling> rulings = new ArrayList<>();
  final Map<String, TestWindow> windows = new HashMap<>();
  final List<Conflict> conflicts = new ArrayList<>();
  final List<SinkAnswer> sinks = new ArrayList<>();
  int listed = Story.MOST;

  static Delivery delivery(int number, Outcome outcome, String eventKey) {
    return new Delivery(
        "receipt-" + number,
        outcome,
        "tracktik",
        eventKey,
        outcome == Outcome.DEAD_LETTERED ? null : 1,
        outcome == Outcome.NEW ? null : "receipt-1",
        "WEBHOOK",
        "NONE",
        null,
        NOON.plusSeconds(number),
        outcome == Outcome.DEAD_LETTERED ? "UNREADABLE_BODY" : null,
        outcome == Outcome.DEAD_LETTERED ? "Not readable." : null,
        outcome == Outcome.DUPLICATE ? List.of("status") : List.of(),
        "raw.tracktik",
        0,
        number,
        null,
        false);
  }

  static Revision revision(int number, String siteName) {
    return new Revision(
        number,
        "receipt-" + number,
        "tracktik",
        "tracktik",
        "site-1",
        siteName,
        "acme",
        null,
        "patrol_incident",
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        number == 2 ? "False alarm, cancelled by the client" : null,
        number == 2 ? "tracktik version 1 entry disposition:102" : null,
        NOON,
        "RECEIVED",
        null,
        null,
        List.of(),
        LocalDate.of(2026, 11, 20),
        false,
        List.of(),
        null);
  }

  static Verdict decision(int revision, int number, String... routes) {
    return new Verdict(
        revision,
        number,
        "inc-1",
        List.of(),
        EndState.BILLABLE,
        null,
        "Billed.",
        "rule-" + number,
        1,
        new TreeMap<>(Map.of("type", "patrol_incident")),
        List.of(),
        null,
        null,
        new Verdict.Charge(
            CHARGE,
            "contract",
            "sku",
            BigDecimal.ONE,
            "visit",
            new BigDecimal("12.50"),
            new BigDecimal("12.50"),
            "EUR"),
        null,
        null,
        null,
        List.of(routes),
        null);
  }

  /// The same decision with what an incident, a test and rules that did not match leave in it.
  static Verdict explained(
      Verdict plain,
      List<Verdict.Evidence> evidence,
      List<Verdict.Alternative> alternatives,
      String onTest) {
    return new Verdict(
        plain.revision(),
        plain.decisionNumber(),
        plain.incidentId(),
        evidence,
        plain.endState(),
        plain.reasonCode(),
        plain.reason(),
        plain.ruleId(),
        plain.rulebookVersion(),
        plain.valuesSeen(),
        alternatives,
        "contract",
        onTest,
        plain.charge(),
        plain.charge(),
        plain.ownerTeam(),
        plain.serviceLevel(),
        plain.routes(),
        plain.replayId());
  }

  Story tell(String key) throws SQLException {
    return StoryTeller.tell(AskedKey.of(key), this).orElseThrow();
  }

  @Override
  public List<Delivery> deliveriesOfReceipt(String receipt) {
    return deliveries.stream().filter(d -> receipt.equals(d.receipt())).toList();
  }

  @Override
  public List<String> eventsOfCharge(String chargeKey) {
    return chargeKey.equals(CHARGE) ? List.copyOf(chargeEvents) : List.of();
  }

  @Override
  public List<Delivery> deliveries(String eventKey) {
    return deliveries.stream().filter(d -> eventKey.equals(d.eventKey())).limit(listed).toList();
  }

  private long count(String eventKey, Outcome outcome) {
    return deliveries.stream()
        .filter(d -> eventKey.equals(d.eventKey()) && d.outcome() == outcome)
        .count();
  }

  @Override
  public DeliveryCounts counts(String eventKey) {
    return new DeliveryCounts(
        count(eventKey, Outcome.NEW),
        count(eventKey, Outcome.REVISION),
        count(eventKey, Outcome.DUPLICATE),
        count(eventKey, Outcome.DEAD_LETTERED));
  }

  @Override
  public List<Revision> revisions(String eventKey) {
    return eventKey.equals(EVENT) ? List.copyOf(revisions) : List.of();
  }

  @Override
  public List<Verdict> decisions(String eventKey) {
    return eventKey.equals(EVENT) ? List.copyOf(decisions) : List.of();
  }

  @Override
  public List<InvoiceLine> lines(String eventKey) {
    return List.of();
  }

  @Override
  public List<Conflict> conflicts(String eventKey) {
    return List.copyOf(conflicts);
  }

  @Override
  public List<Ruling> rulings(String eventKey) {
    return List.copyOf(rulings);
  }

  @Override
  public Optional<TestWindow> testWindow(String id) {
    return Optional.ofNullable(windows.get(id));
  }

  @Override
  public List<SinkAnswer> sinks(String eventKey) {
    return List.copyOf(sinks);
  }

  @Override
  public Optional<Activity> activity(String eventKey) {
    return Optional.empty();
  }

  @Override
  public Optional<Ticket> ticket(String eventKey) {
    return Optional.empty();
  }
}
