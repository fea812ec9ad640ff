package io.tocsin.policy.site;

import io.tocsin.policy.Events;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.Condition;
import io.tocsin.policy.rulebook.Contract;
import io.tocsin.policy.rulebook.Handling;
import io.tocsin.policy.rulebook.IncidentClass;
import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.policy.rulebook.Route;
import io.tocsin.policy.rulebook.Rule;
import io.tocsin.policy.rulebook.RulebookContent;
import io.tocsin.policy.rulebook.SignalPlan;
import io.tocsin.policy.rulebook.Terms;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Things that are said of a few sites of two clients, in any order: crowded, so that everything
/// meets everything.
public final class RandomHistory {
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
  private static final Instant START = Instant.parse("2026-11-01T02:30:00Z"); // 31 October there
  private static final List<EventType> TYPES =
      List.of(
          EventType.alarm,
          EventType.alarm,
          EventType.alarm_dispatch,
          EventType.alarm_dispatch,
          EventType.patrol_incident,
          EventType.trouble,
          EventType.test_signal);
  private static final List<String> SOURCES = List.of("bold", "tracktik", "aura");
  private static final Condition LATE = Condition.of("event.local_hour >= 22");
  private static final Condition DISPATCH = Condition.of("event.type == \"alarm_dispatch\"");
  private static final Condition TESTED =
      Condition.of("event.on_test && event.type == \"patrol_incident\"");
  private static final Condition FAILING =
      Condition.of("event.type == \"trouble\" && 6 / int(event.attributes.get(\"n\")) > 0");
  private static final Condition ZONE = Condition.of("event.zone == \"2\"");

  private final Random random;
  private final Map<String, CanonicalEvent> known = new HashMap<>();
  private final Map<String, TestWindow> windows = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private int versions;

  /// Minutes over which the events are spread: the fewer, the more crowded.
  private final int minutes;

  /// How many of a hundred changes are rulebooks.
  private final int publishing;

  public RandomHistory(Random random) {
    this.random = random;
    this.publishing = one(List.of(3, 5, 18));
    this.minutes = one(List.of(20, 60, 200, 900));
  }

  /// The next thing that is said.
  public World.Change next() {
    int dice = versions == 0 ? 99 : random.nextInt(100);
    if (dice < 55) {
      return happened();
    }
    if (dice < 70) {
      return keys.isEmpty() ? happened() : again();
    }
    if (dice < 82) {
      return tested();
    }
    return dice < 100 - publishing ? ruled() : published();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Instant moment() {
    // Whole minutes make ties, and some panels send seconds.
    return START
        .plus(Duration.ofMinutes(random.nextInt(minutes)))
        .plusSeconds(chance(30) ? random.nextInt(60) : 0);
  }

  // ---- events

  private World.Change happened() {
    String source = one(SOURCES);
    String key = source + ":" + (known.size() + 1);
    keys.add(key);
    return event(source, key, 1);
  }

  private World.Change again() {
    CanonicalEvent before = known.get(one(keys));
    CanonicalEvent.Builder after =
        CanonicalEvent.newBuilder(before).setRevision(before.getRevision() + 1);
    switch (random.nextInt(6)) {
      case 0 -> after.setOccurredAt(moment());
      case 1 -> after.setType(one(TYPES));
      case 2 -> after.setReferences(references());
      case 3 -> after.setReview(review());
      case 4 -> place(after, before.getSource());
      default -> {
        return event(before.getSource(), before.getEventKey(), before.getRevision() + 1);
      }
    }
    return remember(after.build());
  }

  private World.Change event(String source, String key, int revision) {
    Instant at = moment();
    CanonicalEvent.Builder event =
        Events.event(key)
            .setEventKey(key)
            .setRevision(revision)
            .setSource(source)
            .setType(one(TYPES))
            .setOccurredAt(at)
            .setReceivedAt(at.plusSeconds(random.nextInt(3) * 60L))
            .setServiceDay(
                at.atZone(CHICAGO).toLocalDate().plusDays(chance(25) ? 1 : 0)) // as first accepted
            .setLifeSafety(chance(10))
            .setZone(one(java.util.Arrays.asList("1", "2", null)))
            .setSiteRef(one(List.of("p1", "p1", "p2")))
            .setCode(one(List.of("130", "131")))
            .setCodeScheme("contact-id")
            .setReferences(references())
            .setReview(review())
            .setAttributes(
                chance(5) ? Map.of("test", "true") : Map.of("n", one(List.of("0", "1", "x"))));
    if (chance(8)) {
      event.setType(EventType.test_signal);
      switch (random.nextInt(4)) {
        case 0 -> event.setCodeScheme("sia").setCode("TS");
        case 1 -> event.setCodeScheme("sia").setCode("TE");
        case 2 -> event.setCode("607").setQualifier(Qualifier.NEW);
        default -> event.setCode("607").setQualifier(Qualifier.RESTORE);
      }
    }
    place(event, source);
    return remember(event.build());
  }

  private World.Change remember(CanonicalEvent event) {
    known.put(event.getEventKey(), event);
    return new World.Change.Happened(event);
  }

  private void place(CanonicalEvent.Builder event, String source) {
    String site = one(List.of("mall", "mall", "mall", "mall", "dock", "?"));
    switch (site) {
      case "mall" -> event.setSiteKey(site).setSite(Events.site(site, "north", "Mall"));
      case "dock" ->
          event
              .setSiteKey(site)
              .setSite(Events.site(site, one(List.of("north", "harbor")), "Dock"));
      default -> event.setSiteKey(source + ":77").setSite(null);
    }
  }

  private List<Reference> references() {
    return chance(75)
        ? List.of()
        : List.of(
            new Reference(
                one(List.of("ticket", "ticket", "custom", "aura", "bold")),
                Integer.toString(1 + random.nextInt(12))));
  }

  private List<ReviewReason> review() {
    return chance(93)
        ? List.of()
        : List.of(one(List.of(ReviewReason.UNMAPPED_CODE, ReviewReason.ABSURD_TIME)));
  }

  // ---- what operators say

  private World.Change ruled() {
    String key = keys.isEmpty() || chance(5) ? "bold:999" : one(keys);
    if (chance(20)) {
      return new World.Change.Ruled(key, null);
    }
    Ruling.Builder ruling =
        Ruling.newBuilder()
            .setEventKey(key)
            .setVersion(1)
            .setAccepted(List.of())
            .setReason(one(List.of("seen on the spot", "client called")))
            .setActor("operator")
            .setRuledAt(Instant.EPOCH)
            .setSeparate(false);
    switch (random.nextInt(6)) {
      case 0 -> ruling.setSeparate(true);
      case 1 -> ruling.setType(one(TYPES));
      case 2 ->
          ruling.setAccepted(
              List.of(
                  ReviewReason.UNMAPPED_CODE,
                  ReviewReason.AMBIGUOUS_INCIDENT,
                  ReviewReason.CONFLICTING_AMOUNTS));
      case 3 -> ruling.setNotBillable("A favour.");
      default -> ruling.setJoins(keys.isEmpty() ? "bold:998" : one(keys));
    }
    return new World.Change.Ruled(key, ruling.build());
  }

  private World.Change tested() {
    String id = one(List.of("W1", "W2", "W3"));
    TestWindow before = windows.get(id);
    TestWindow.Builder window;
    if (before == null || chance(20)) {
      window =
          TestWindow.newBuilder()
              .setId(id)
              .setVersion(1)
              .setZones(chance(70) ? List.of() : List.of("1"))
              .setTypes(chance(70) ? List.of() : List.of(one(TYPES)))
              .setWeekly(List.of())
              .setSiteId(chance(50) ? "mall" : null)
              .setClientId(chance(50) ? "north" : null)
              .setStartsAt(chance(85) ? moment() : null)
              .setEndsAt(chance(70) ? moment() : null)
              .setReason("work on the panel")
              .setActor("operator")
              .setRecordedAt(Instant.EPOCH)
              .setCancelled(false);
      if (chance(30)) {
        window
            .setStartsAt(null)
            .setWeekly(
                List.of(
                    new WeeklySpan(
                        List.of("saturday", "sunday"), "22:00", one(List.of("23:10", "02:00")))));
      }
    } else {
      window = TestWindow.newBuilder(before).setVersion(before.getVersion() + 1);
      switch (random.nextInt(5)) {
        case 0 -> window.setStartsAt(moment());
        case 1 -> window.setEndsAt(moment());
        case 2 -> window.setEndsAt(null);
        case 3 -> window.setCancelled(!before.getCancelled());
        default -> window.setReason(before.getReason() + "!");
      }
    }
    windows.put(id, window.build());
    return new World.Change.Tested(windows.get(id));
  }

  // ---- rulebooks

  private World.Change published() {
    if (versions > 1 && chance(20)) {
      return new World.Change.Published(1 + random.nextInt(versions), null);
    }
    int version = ++versions;
    LocalDate from =
        version == 1
            ? LocalDate.parse("2026-01-01")
            : LocalDate.parse("2026-10-31").plusDays(random.nextInt(3) - 1);
    return new World.Change.Published(version, CompiledRulebook.of(content(version, from)));
  }

  private RulebookContent content(int version, LocalDate from) {
    var rules = new ArrayList<Rule>();
    if (chance(30)) {
      rules.add(new Rule("tested-patrol", TESTED, free("PATROL_TEST")));
    }
    if (chance(30)) {
      rules.add(new Rule("fails", FAILING, free("TROUBLE")));
    }
    if (chance(40)) {
      rules.add(new Rule("zone-two", ZONE, chance(50) ? free("ZONE_TWO") : sold("ADH", "90.10")));
    }
    if (chance(60)) {
      rules.add(new Rule("late", LATE, sold("ADH", one(List.of("85.00", "90.10")))));
    }
    rules.add(new Rule("dispatch", DISPATCH, sold(one(List.of("ADH", "DISP")), "85.00")));
    var defaults = new EnumMap<EventType, Outcome>(EventType.class);
    defaults.put(EventType.alarm, chance(50) ? free("SIGNAL_ONLY") : sold("ADH", "85.00"));
    defaults.put(EventType.patrol_incident, sold(one(List.of("PATROL", "ADH")), "30.33"));
    if (chance(80)) {
      defaults.put(EventType.test_signal, free("SIGNAL_ONLY"));
    }
    return new RulebookContent(
        version,
        from,
        Currency.getInstance("USD"),
        contracts(),
        rules,
        defaults,
        classes(),
        chance(60) ? List.of(Set.of("custom", "aura"), Set.of("ticket", "bold")) : List.of(),
        noiseRules(),
        List.of(),
        Duration.ofMinutes(one(List.of(10, 480))));
  }

  private Outcome sold(String sku, String price) {
    return new Outcome.Billable(
        new Handling("field-ops", null, List.of(Route.BILLING, Route.CRM), List.of()),
        sku,
        new BigDecimal(one(List.of("1", "1", "1.5", "0.25"))),
        "unit",
        chance(20) ? new BigDecimal("2") : null,
        new BigDecimal(price),
        chance(25),
        chance(25));
  }

  private static Outcome free(String reason) {
    return new Outcome.NotBillable(
        new Handling("monitoring", null, List.of(Route.CRM), List.of()), reason, "It is free.");
  }

  private List<Contract> contracts() {
    var contracts = new ArrayList<Contract>();
    contracts.add(contract("N-ALL", "north", Set.of(), null));
    if (chance(40)) {
      contracts.add(contract("N-DOCK", "north", Set.of("dock"), null));
    }
    if (chance(80)) {
      contracts.add(
          contract("H-1", "harbor", Set.of(), chance(50) ? LocalDate.parse("2026-10-31") : null));
    }
    return contracts;
  }

  private Contract contract(String id, String client, Set<String> sites, LocalDate until) {
    var terms = new HashMap<String, Terms>();
    for (String sku : List.of("ADH", "DISP", "PATROL")) {
      if (chance(60)) {
        terms.put(
            sku,
            new Terms(
                chance(30) ? new BigDecimal("77.77") : null,
                chance(20) ? new BigDecimal("1.25") : null,
                chance(50) ? new BigDecimal(one(List.of("1", "2.5", "6"))) : null,
                chance(50) ? new BigDecimal(one(List.of("0", "1.5", "4"))) : null));
      }
    }
    return new Contract(
        id,
        client,
        sites,
        null,
        until,
        Currency.getInstance(client.equals("harbor") ? "JPY" : "USD"),
        one(List.of(RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.DOWN)),
        terms,
        chance(30)
            ? null
            : new SignalPlan(
                "SIGNAL",
                "signal",
                chance(70)
                    ? Set.of(EventType.alarm, EventType.test_signal)
                    : Set.of(EventType.values()),
                random.nextInt(6),
                new BigDecimal("0.015")));
  }

  private List<IncidentClass> classes() {
    var classes = new ArrayList<IncidentClass>();
    if (chance(85)) {
      var types = new HashSet<>(Set.of(EventType.alarm, EventType.alarm_dispatch));
      if (chance(30)) {
        types.add(EventType.patrol_incident);
      }
      classes.add(
          new IncidentClass(
              "response",
              types,
              Duration.ofMinutes(one(List.of(3, 10, 30))),
              Duration.ofSeconds(one(List.of(0, 1, 60, 180)))));
    }
    if (chance(30)) {
      classes.add(
          new IncidentClass(
              "service", Set.of(EventType.trouble), Duration.ofMinutes(20), Duration.ZERO));
    }
    return classes;
  }

  private List<NoiseRule> noiseRules() {
    var rules = new ArrayList<NoiseRule>();
    if (chance(60)) {
      var per = new HashSet<NoiseRule.Per>();
      for (NoiseRule.Per one : NoiseRule.Per.values()) {
        if (chance(50)) {
          per.add(one);
        }
      }
      rules.add(
          new NoiseRule(
              "runaway-" + one(List.of("a", "b")),
              chance(50)
                  ? Set.of(EventType.alarm)
                  : Set.of(EventType.alarm, EventType.alarm_dispatch),
              per,
              1 + random.nextInt(3),
              Duration.ofMinutes(one(List.of(2, 5, 20))),
              "The panel ran away."));
    }
    return rules;
  }
}
