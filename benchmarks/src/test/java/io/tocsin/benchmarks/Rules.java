package io.tocsin.benchmarks;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TrustedClasses;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rulebooks of any number of rules, the same conditions in Java, and events that they decide.
///
/// Each rule is for the dispatches of one client. [Kind] says how it asks for the client; the other
/// three terms are the same for all rules.
///
/// @param kind how the rules ask for their client
/// @param ofTheType rules for dispatches, numbered from 0
/// @param ofOthers rules for events of other types, spread among them
record Rules(Kind kind, int ofTheType, int ofOthers) {
  static final EventType TYPE = EventType.alarm_dispatch;

  private static final List<EventType> OTHERS =
      List.of(
          EventType.alarm,
          EventType.patrol_incident,
          EventType.maintenance,
          EventType.trouble,
          EventType.supervisory);
  private static final ZoneId ZONE = ZoneId.of("America/Chicago");
  private static final Instant EVENING = Instant.parse("2026-11-03T04:14:00Z");

  static {
    // The defaults of a builder are read as any record is.
    TrustedClasses.trustOurs();
  }

  /// How a rule asks for its client.
  enum Kind {
    /// By a constant, as most rules do: what does not match is ruled out without the expression
    /// engine.
    BY_CONSTANT {
      @Override
      String cel(int client) {
        return "event.client_id == \"client-%d\"".formatted(client);
      }

      @Override
      boolean java(CanonicalEvent event, String client) {
        return event.getSite().getClientId().equals(client);
      }
    },
    /// By the beginning of a text: the expression engine must be asked for every rule.
    BY_PREFIX {
      @Override
      String cel(int client) {
        return "event.client_id.startsWith(\"client-%d\")".formatted(client);
      }

      @Override
      boolean java(CanonicalEvent event, String client) {
        return event.getSite().getClientId().startsWith(client);
      }
    };

    abstract String cel(int client);

    abstract boolean java(CanonicalEvent event, String client);
  }

  /// The conditions for dispatches, as the rulebook has them.
  List<String> conditions() {
    return IntStream.range(0, ofTheType).mapToObj(client -> condition(TYPE, client)).toList();
  }

  private String condition(EventType type, int client) {
    return "event.type == \"%s\" && %s && event.severity <= 3 && event.local_hour >= 18"
        .formatted(type, kind.cel(name(client)));
  }

  /// The same in Java, over the event itself.
  List<Predicate<CanonicalEvent>> java() {
    return IntStream.range(0, ofTheType).mapToObj(this::java).toList();
  }

  private Predicate<CanonicalEvent> java(int number) {
    String client = "client-" + name(number);
    return event ->
        event.getType() == TYPE
            && kind.java(event, client)
            && (event.getSeverity() == null || event.getSeverity() <= 3)
            && event.getOccurredAt().atZone(ZONE).getHour() >= 18;
  }

  /// Of one length for all, so that no client's name begins with that of another.
  private static int name(int client) {
    return 1_000_000 + client;
  }

  /// The rulebook.
  String yaml() {
    int all = ofTheType + ofOthers;
    var rules = new StringBuilder();
    int dispatches = 0;
    int others = 0;
    for (int i = 0; i < all; i++) {
      // The rules for dispatches evenly among the others.
      boolean dispatch = (long) (i + 1) * ofTheType / all > dispatches;
      EventType type = dispatch ? TYPE : OTHERS.get(others % OTHERS.size());
      int client = dispatch ? dispatches++ : others++;
      rules.append(
          """
            - id: %s
              when: '%s'
              then: {billable: yes, sku: DISP, quantity: 1, owner-team: field-ops, routes: [billing, crm]}
          """
              .formatted(dispatch ? id(client) : "other-" + client, condition(type, client)));
    }
    return """
    version: 1
    effective-from: 2026-01-01
    currency: USD
    prices:
      DISP: {unit: dispatch, unit-price: 60.00}
    %s%sdefaults:
      %s: {billable: no, reason: NO_CHARGE, because: It is not charged., owner-team: field-ops, routes: [crm]}
    """
        .formatted(contracts(), all == 0 ? "" : "rules:\n" + rules, TYPE);
  }

  /// For the clients of the first and of the last rule.
  private String contracts() {
    return ofTheType == 0
        ? ""
        : IntStream.of(0, ofTheType - 1)
            .distinct()
            .map(Rules::name)
            .mapToObj("  - {id: C%1$d, client: client-%1$d}\n"::formatted)
            .collect(Collectors.joining("", "contracts:\n", ""));
  }

  /// Id of the rule of a number.
  static String id(int number) {
    return "rule-" + number;
  }

  /// A dispatch that the rule of a number matches; below 0: none does.
  ///
  /// @param event which of them
  static CanonicalEvent event(int rule, int event) {
    Instant at = EVENING.plusSeconds(event);
    return CanonicalEvent.newBuilder()
        .setEventKey("tracktik:reports/" + event)
        .setRevision(1)
        .setSource("tracktik")
        .setVendor("tracktik")
        .setReceipt("receipt-" + event)
        .setSiteKey("northgate-mall")
        .setSite(
            Site.newBuilder()
                .setSiteId("northgate-mall")
                .setClientId("client-" + (rule < 0 ? "other" : name(rule)))
                .setName("Northgate Mall")
                .setTimeZone(ZONE.getId())
                .build())
        .setSiteRef("50")
        .setType(TYPE)
        .setCode("28")
        .setCodeScheme("report-template")
        .setCodeName("Alarm response report")
        .setLifeSafety(false)
        .setSeverity(2)
        .setCategory("After hours dispatch")
        .setStatus("Approved")
        .setOccurredAt(at)
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(at.plusSeconds(60))
        .setServiceDay(LocalDate.parse("2026-11-02"))
        .setReferences(List.of())
        .setReview(List.of())
        .setAttributes(Map.of("shift", "night"))
        .setContentHash("hash-" + event)
        .setRaw(new Position("raw.tracktik", 0, (long) event))
        .build();
  }
}
