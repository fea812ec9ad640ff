package io.tocsin.policy.site;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.Contract;
import io.tocsin.policy.rulebook.EventFields;
import io.tocsin.policy.rulebook.IncidentClass;
import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.policy.rulebook.Route;
import io.tocsin.policy.rulebook.Rule;
import io.tocsin.policy.rulebook.SignalPlan;
import io.tocsin.policy.rulebook.Terms;
import io.tocsin.policy.rulebook.Verdict;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is to be decided of everything that was ever said, worked out in the plainest way: every
/// event is compared with every other. Shares no code with what it judges but the compiled
/// conditions.
public final class Oracle {
  private final World world;
  private final int mostMembers;
  private final List<CanonicalEvent> events;
  private final Map<String, List<String>> strong = new HashMap<>();
  private final Map<String, Found> found = new TreeMap<>();

  /// What one decision says, as a text for each thing, so that a difference is readable.
  public record Said(Map<String, String> facts) {
    static Said of(Decision decision) {
      var facts = new LinkedHashMap<String, String>();
      facts.put("incident", decision.getIncidentId());
      facts.put(
          "evidence",
          decision.getIncidentEvidence().stream()
              .map((Evidence e) -> e.getKind() + " " + e.getEventKey())
              .toList()
              .toString());
      facts.put("type", decision.getType().name());
      facts.put("state", decision.getEndState() + " " + decision.getReasonCode());
      facts.put("rule", decision.getRuleId() + " of " + decision.getRulebookVersion());
      facts.put("contract", String.valueOf(decision.getContractId()));
      facts.put("on test", String.valueOf(decision.getOnTest()));
      facts.put("charge", text(decision.getCharge()));
      facts.put("signal", text(decision.getSignalCharge()));
      facts.put("routes", decision.getRoutes().toString());
      return new Said(facts);
    }

    private static String text(Charge charge) {
      return charge == null
          ? "none"
          : "%s %s %s %s#%d %s %s × %s = %s %s"
              .formatted(
                  charge.getChargeKey(),
                  charge.getClientId(),
                  charge.getContractId(),
                  charge.getSku(),
                  charge.getOrdinal(),
                  charge.getQuantity().toPlainString(),
                  charge.getUnit(),
                  charge.getUnitPrice().toPlainString(),
                  charge.getAmount().toPlainString(),
                  charge.getCurrency());
    }
  }

  /// What was worked out of one event.
  private static final class Found {
    String incident;
    final List<String> evidence = new ArrayList<>();
    EventType type;
    String state = "";
    String code;
    String rule;
    int version;
    Contract contract;
    boolean contractShown;
    String onTest;
    List<Route> routes = List.of();
    Outcome.Billable outcome;
    boolean sold;
    BigDecimal quantity;
    BigDecimal price;
    BigDecimal amount;
    int ordinal = 1;
    boolean signalCharged;
  }

  public Oracle(World world, int mostMembers) {
    this.world = world;
    this.mostMembers = mostMembers;
    this.events = List.copyOf(world.events.values());
  }

  public Map<String, Said> decide() {
    events.forEach(event -> strong.put(event.getEventKey(), strongEdges(event)));
    var components = new ArrayList<List<CanonicalEvent>>();
    var edges = new HashMap<String, List<String>>();
    for (CanonicalEvent event : events) {
      var all = new ArrayList<String>(strong.get(event.getEventKey()));
      all.addAll(windowEdges(event));
      all.sort(
          Comparator.<String>comparingInt(
                  edge -> List.of("RULING", "REFERENCE", "WINDOW").indexOf(edge.split(" ")[0]))
              .thenComparing(edge -> edge.split(" ")[1]));
      edges.put(event.getEventKey(), all);
    }
    var seen = new TreeSet<String>();
    for (CanonicalEvent event : events) {
      if (!seen.contains(event.getEventKey())) {
        List<CanonicalEvent> component = component(event, edges);
        component.forEach(one -> seen.add(one.getEventKey()));
        components.add(component);
      }
    }
    for (List<CanonicalEvent> component : components) {
      if (component.size() > mostMembers) {
        component.forEach(one -> incident(List.of(one), edges, true));
      } else {
        incident(component, edges, false);
      }
    }
    return settle();
  }

  // ---- incidents

  private Ruling ruling(CanonicalEvent event) {
    return world.rulings.get(event.getEventKey());
  }

  private boolean separate(CanonicalEvent event) {
    return ruling(event) != null && ruling(event).getSeparate();
  }

  private EventType type(CanonicalEvent event) {
    return ruling(event) != null && ruling(event).getType() != null
        ? ruling(event).getType()
        : event.getType();
  }

  private CompiledRulebook rulebook(CanonicalEvent event) {
    CompiledRulebook best = null;
    for (CompiledRulebook one : world.rulebooks.values()) {
      if (!one.effectiveFrom().isAfter(event.getServiceDay())
          && (best == null || one.version() > best.version())) {
        best = one;
      }
    }
    return best;
  }

  private boolean joins(CanonicalEvent one, CanonicalEvent other) {
    return ruling(one) != null && other.getEventKey().equals(ruling(one).getJoins());
  }

  private List<Reference> names(CanonicalEvent event) {
    var names = new ArrayList<Reference>(event.getReferences());
    names.add(
        new Reference(
            event.getSource(), event.getEventKey().substring(event.getSource().length() + 1)));
    return names;
  }

  private boolean equal(String one, String other, CompiledRulebook rulebook) {
    return one.equals(other)
        || (rulebook != null
            && rulebook.referenceGroups().stream()
                .anyMatch(group -> group.contains(one) && group.contains(other)));
  }

  private boolean referenced(CanonicalEvent one, CanonicalEvent other) {
    if (one.getSource().equals(other.getSource())) {
      return false;
    }
    for (Reference a : names(one)) {
      for (Reference b : names(other)) {
        if (a.getId().equals(b.getId())
            && equal(a.getSystem(), b.getSystem(), rulebook(one))
            && equal(a.getSystem(), b.getSystem(), rulebook(other))) {
          return true;
        }
      }
    }
    return false;
  }

  private List<String> strongEdges(CanonicalEvent one) {
    var edges = new ArrayList<String>();
    for (CanonicalEvent other : events) {
      if (other != one
          && other.getSiteKey().equals(one.getSiteKey())
          && !separate(one)
          && !separate(other)) {
        if (joins(one, other) || joins(other, one)) {
          edges.add("RULING " + other.getEventKey());
        }
        if (referenced(one, other)) {
          edges.add("REFERENCE " + other.getEventKey());
        }
      }
    }
    return edges;
  }

  private boolean tiedTo(CanonicalEvent one, String source) {
    return strong.get(one.getEventKey()).stream()
        .anyMatch(edge -> world.events.get(edge.split(" ")[1]).getSource().equals(source));
  }

  private IncidentClass classOf(CanonicalEvent event) {
    CompiledRulebook rulebook = rulebook(event);
    return rulebook == null
        ? null
        : rulebook.incidentClasses().stream()
            .filter(c -> c.types().contains(type(event)))
            .findFirst()
            .orElse(null);
  }

  private static Duration distance(CanonicalEvent one, CanonicalEvent other) {
    return Duration.between(one.getOccurredAt(), other.getOccurredAt()).abs();
  }

  private List<CanonicalEvent> candidates(CanonicalEvent one, String source) {
    IncidentClass incidentClass = classOf(one);
    if (incidentClass == null
        || separate(one)
        || source.equals(one.getSource())
        || tiedTo(one, source)) {
      return List.of();
    }
    return events.stream()
        .filter(other -> other.getSiteKey().equals(one.getSiteKey()))
        .filter(other -> other.getSource().equals(source))
        .filter(other -> !separate(other))
        .filter(other -> incidentClass.types().contains(type(other)))
        .filter(other -> distance(one, other).compareTo(incidentClass.within()) <= 0)
        .filter(other -> !tiedTo(other, one.getSource()))
        .sorted(Comparator.comparing(other -> distance(one, other)))
        .toList();
  }

  private boolean ambiguous(CanonicalEvent one, String source) {
    List<CanonicalEvent> candidates = candidates(one, source);
    if (candidates.size() < 2) {
      return false;
    }
    Duration lead = distance(one, candidates.get(1)).minus(distance(one, candidates.get(0)));
    return lead.isZero() || lead.compareTo(classOf(one).margin()) < 0;
  }

  private CanonicalEvent nearest(CanonicalEvent one, String source) {
    List<CanonicalEvent> candidates = candidates(one, source);
    return candidates.isEmpty() || ambiguous(one, source) ? null : candidates.getFirst();
  }

  private List<String> sources() {
    return events.stream().map(CanonicalEvent::getSource).distinct().sorted().toList();
  }

  private List<String> windowEdges(CanonicalEvent one) {
    var edges = new ArrayList<String>();
    for (String source : sources()) {
      CanonicalEvent other = nearest(one, source);
      if (other != null && nearest(other, one.getSource()) == one) {
        edges.add("WINDOW " + other.getEventKey());
      }
    }
    return edges;
  }

  private List<CanonicalEvent> component(CanonicalEvent one, Map<String, List<String>> edges) {
    var members = new TreeSet<String>();
    members.add(one.getEventKey());
    boolean grows = true;
    while (grows) {
      grows = false;
      for (String member : List.copyOf(members)) {
        for (String edge : edges.get(member)) {
          grows |= members.add(edge.split(" ")[1]);
        }
      }
    }
    return members.stream()
        .map(world.events::get)
        .sorted(
            Comparator.comparing(CanonicalEvent::getReceivedAt)
                .thenComparing(CanonicalEvent::getEventKey))
        .toList();
  }

  // ---- each event on its own

  private static boolean opens(CanonicalEvent event) {
    return ("sia".equals(event.getCodeScheme()) && "TS".equals(event.getCode()))
        || ("contact-id".equals(event.getCodeScheme())
            && "607".equals(event.getCode())
            && event.getQualifier() == Qualifier.NEW);
  }

  private static boolean closes(CanonicalEvent event) {
    return ("sia".equals(event.getCodeScheme()) && "TE".equals(event.getCode()))
        || ("contact-id".equals(event.getCodeScheme())
            && "607".equals(event.getCode())
            && event.getQualifier() == Qualifier.RESTORE);
  }

  private static boolean before(CanonicalEvent one, CanonicalEvent other) {
    int times = one.getOccurredAt().compareTo(other.getOccurredAt());
    return times < 0 || (times == 0 && one.getEventKey().compareTo(other.getEventKey()) < 0);
  }

  private boolean covers(TestWindow window, CanonicalEvent event) {
    if (window.getCancelled()
        || (window.getStartsAt() != null && event.getOccurredAt().isBefore(window.getStartsAt()))
        || (window.getEndsAt() != null && !event.getOccurredAt().isBefore(window.getEndsAt()))
        || (!window.getZones().isEmpty()
            && window.getZones().stream().noneMatch(zone -> zone.equals(event.getZone())))
        || (!window.getTypes().isEmpty() && !window.getTypes().contains(type(event)))
        || (window.getSiteId() != null && !window.getSiteId().equals(event.getSiteKey()))
        || (window.getClientId() != null
            && (event.getSite() == null
                || !window.getClientId().equals(event.getSite().getClientId())))) {
      return false;
    }
    if (window.getWeekly().isEmpty()) {
      return true;
    }
    if (event.getSite() == null) {
      return false;
    }
    LocalDateTime local =
        LocalDateTime.ofInstant(event.getOccurredAt(), ZoneId.of(event.getSite().getTimeZone()));
    for (WeeklySpan span : window.getWeekly()) {
      for (String day : span.getDays()) {
        DayOfWeek begins = DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT));
        for (int back = 0; back <= 1; back++) {
          if (local.minusDays(back).getDayOfWeek() == begins) {
            LocalDateTime from =
                local.toLocalDate().minusDays(back).atTime(LocalTime.parse(span.getFrom()));
            LocalDateTime to =
                local.toLocalDate().minusDays(back).atTime(LocalTime.parse(span.getTo()));
            if (!to.isAfter(from)) {
              to = to.plusDays(1);
            }
            if (!local.isBefore(from) && local.isBefore(to)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private String onTest(CanonicalEvent event) {
    for (TestWindow window : world.windows.values()) {
      if (covers(window, event)) {
        return window.getId();
      }
    }
    CompiledRulebook rulebook = rulebook(event);
    Duration limit = rulebook == null ? Duration.ofHours(8) : rulebook.testSignalLimit();
    CanonicalEvent last = null;
    for (CanonicalEvent signal : events) {
      boolean open =
          opens(signal)
              && before(signal, event)
              && samePanel(signal, event)
              && distance(signal, event).compareTo(limit) < 0
              && events.stream()
                  .noneMatch(
                      end ->
                          closes(end)
                              && samePanel(end, event)
                              && before(signal, end)
                              && before(end, event));
      if (open && (last == null || before(last, signal))) {
        last = signal;
      }
    }
    if (last != null) {
      return "signal:" + last.getEventKey();
    }
    return "true".equals(event.getAttributes().get("test")) ? "source" : null;
  }

  private static boolean samePanel(CanonicalEvent one, CanonicalEvent other) {
    return one.getSiteKey().equals(other.getSiteKey())
        && one.getSource().equals(other.getSource())
        && Objects.equals(one.getSiteRef(), other.getSiteRef());
  }

  private boolean noise(CanonicalEvent event, NoiseRule rule) {
    if (!rule.types().contains(type(event))) {
      return false;
    }
    List<CanonicalEvent> earlier =
        events.stream()
            .filter(one -> one.getSiteKey().equals(event.getSiteKey()))
            .filter(one -> rule.types().contains(type(one)))
            .filter(one -> before(one, event))
            .filter(
                one ->
                    rule.per().stream()
                        .allMatch(
                            per ->
                                switch (per) {
                                  case SOURCE -> one.getSource().equals(event.getSource());
                                  case CODE -> Objects.equals(one.getCode(), event.getCode());
                                  case ZONE ->
                                      Objects.equals(one.getZone(), event.getZone())
                                          && Objects.equals(one.getArea(), event.getArea());
                                }))
            .sorted((a, b) -> before(a, b) ? 1 : -1)
            .toList();
    int length = 0;
    CanonicalEvent next = event;
    for (CanonicalEvent one : earlier) {
      if (distance(one, next).compareTo(rule.gap()) >= 0) {
        break;
      }
      length++;
      next = one;
    }
    return length >= rule.count();
  }

  private Contract contract(CanonicalEvent event) {
    CompiledRulebook rulebook = rulebook(event);
    if (rulebook == null || event.getSite() == null) {
      return null;
    }
    List<Contract> fitting =
        rulebook.contracts().stream()
            .filter(c -> c.client().equals(event.getSite().getClientId()))
            .filter(c -> c.from() == null || !event.getServiceDay().isBefore(c.from()))
            .filter(c -> c.until() == null || !event.getServiceDay().isAfter(c.until()))
            .toList();
    return Stream.concat(
            fitting.stream().filter(c -> c.sites().contains(event.getSite().getSiteId())),
            fitting.stream().filter(c -> c.sites().isEmpty()))
        .findFirst()
        .orElse(null);
  }

  private Found judge(CanonicalEvent original, boolean tooMany, List<String> edges) {
    var it = new Found();
    it.evidence.addAll(edges);
    it.type = type(original);
    CanonicalEvent event = CanonicalEvent.newBuilder(original).setType(it.type).build();
    CompiledRulebook rulebook = rulebook(event);
    it.version = rulebook == null ? 0 : rulebook.version();
    it.contract = contract(event);
    it.onTest = onTest(original);
    Ruling ruling = ruling(original);
    var review = new ArrayList<ReviewReason>(event.getReview());
    if (tooMany || sources().stream().anyMatch(source -> ambiguous(original, source))) {
      review.add(ReviewReason.AMBIGUOUS_INCIDENT);
    }
    if (ruling != null) {
      review.removeAll(ruling.getAccepted());
      if (ruling.getType() != null) {
        review.remove(ReviewReason.UNMAPPED_CODE);
        review.remove(ReviewReason.UNMAPPED_DISPOSITION);
      }
    }
    String failed = "NO_RULE_MATCHED";
    Outcome outcome = null;
    if (rulebook != null) {
      Map<String, Object> values =
          EventFields.valuesOf(event, it.onTest != null, rulebook.schedules());
      Outcome otherwise = rulebook.defaults().get(it.type);
      boolean done = false;
      for (Rule rule : rulebook.rules()) {
        if (!done && rule.when().types().contains(it.type)) {
          switch (rule.when().test(values)) {
            case Verdict.Holds _ -> {
              it.rule = rule.id();
              outcome = rule.then();
              done = true;
            }
            case Verdict.Failed _ -> {
              it.rule = rule.id();
              failed = "RULE_FAILED";
              it.routes = otherwise == null ? List.of() : otherwise.handling().routes();
              done = true;
            }
            case Verdict.DoesNotHold _ -> {}
          }
        }
      }
      if (!done && otherwise != null) {
        it.rule = "defaults/" + it.type.name();
        outcome = otherwise;
      }
    }
    if (outcome != null) {
      it.routes = outcome.handling().routes();
    }
    it.outcome = outcome instanceof Outcome.Billable sold ? sold : null;
    NoiseRule noise =
        rulebook == null
            ? null
            : rulebook.noiseRules().stream()
                .filter(rule -> noise(original, rule))
                .findFirst()
                .orElse(null);
    if (!review.isEmpty()) {
      end(it, "IN_REVIEW", review.getFirst().name());
    } else if (ruling != null && ruling.getNotBillable() != null) {
      end(it, "NOT_BILLABLE", "RULED_NOT_BILLABLE");
    } else if (it.onTest != null && !(it.outcome != null && it.outcome.evenOnTest())) {
      end(it, "NOT_BILLABLE", "ON_TEST");
    } else if (noise != null) {
      end(it, "NOT_BILLABLE", noise.id().toUpperCase(Locale.ROOT).replace('-', '_'));
    } else if (outcome == null) {
      end(it, "IN_REVIEW", failed);
    } else if (outcome instanceof Outcome.NotBillable no) {
      end(it, "NOT_BILLABLE", no.reason());
    } else if (it.contract == null) {
      end(it, "IN_REVIEW", "NO_CONTRACT");
    } else {
      sell(it);
    }
    return it;
  }

  private static void end(Found it, String state, String code) {
    it.state = state;
    it.code = code;
  }

  private static void sell(Found it) {
    Terms terms = it.contract.terms().getOrDefault(it.outcome.sku(), Terms.NONE);
    it.sold = true;
    it.contractShown = true;
    it.price = terms.unitPrice() != null ? terms.unitPrice() : it.outcome.unitPrice();
    BigDecimal least =
        terms.minimumUnits() != null ? terms.minimumUnits() : it.outcome.minimumUnits();
    it.quantity =
        least == null || least.compareTo(it.outcome.quantity()) < 0 ? it.outcome.quantity() : least;
    it.amount = amount(it.quantity, it.price, it.contract);
    end(it, "BILLABLE", null);
  }

  private static BigDecimal amount(BigDecimal quantity, BigDecimal price, Contract contract) {
    return quantity
        .multiply(price)
        .setScale(contract.currency().getDefaultFractionDigits(), contract.rounding());
  }

  // ---- each incident

  private void incident(
      List<CanonicalEvent> members, Map<String, List<String>> edges, boolean tooMany) {
    Found carrier = null;
    String id =
        "inc-"
            + Sha256.of(members.getFirst().getEventKey().getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
    var all = new ArrayList<Found>();
    for (CanonicalEvent event : members) {
      Found it = judge(event, tooMany, edges.get(event.getEventKey()));
      it.incident = id;
      found.put(event.getEventKey(), it);
      all.add(it);
      if (it.sold && !it.outcome.oncePerEvent()) {
        if (carrier == null) {
          carrier = it;
        } else {
          beside(carrier, it, ruling(event));
        }
      }
    }
    for (Found it : all) {
      if (it.outcome != null && it.outcome.oncePerEvent()) {
        String sku = it.outcome.sku();
        boolean incidentsOwn =
            all.stream()
                .anyMatch(
                    one ->
                        one.outcome != null
                            && !one.outcome.oncePerEvent()
                            && one.outcome.sku().equals(sku));
        long rank =
            all.subList(0, all.indexOf(it)).stream()
                .filter(
                    one ->
                        one.outcome != null
                            && one.outcome.oncePerEvent()
                            && one.outcome.sku().equals(sku))
                .count();
        it.ordinal = (int) rank + 1 + (incidentsOwn ? 1 : 0);
      }
    }
  }

  private static void beside(Found carrier, Found it, Ruling ruling) {
    it.sold = false;
    boolean same =
        it.outcome.sku().equals(carrier.outcome.sku())
            && it.amount.compareTo(carrier.amount) == 0
            && it.contract.currency().equals(carrier.contract.currency());
    if (same
        || (ruling != null && ruling.getAccepted().contains(ReviewReason.CONFLICTING_AMOUNTS))) {
      end(it, "MERGED", "SAME_INCIDENT");
    } else {
      end(it, "IN_REVIEW", "CONFLICTING_AMOUNTS");
    }
  }

  // ---- each account

  private Map<String, Said> settle() {
    List<CanonicalEvent> inTime =
        events.stream().sorted((a, b) -> a == b ? 0 : before(a, b) ? -1 : 1).toList();
    var freeUsed = new HashMap<String, BigDecimal>();
    var capUsed = new HashMap<String, BigDecimal>();
    var signals = new HashMap<String, Integer>();
    for (CanonicalEvent event : inTime) {
      Found it = found.get(event.getEventKey());
      if (it.sold) {
        allow(it, event, freeUsed, capUsed);
      }
      SignalPlan plan = it.contract == null ? null : it.contract.signalPlan();
      if (plan != null && plan.types().contains(it.type)) {
        it.contractShown = true;
        int rank =
            signals.merge(
                it.contract.client()
                    + "/"
                    + it.contract.id()
                    + "/"
                    + YearMonth.from(event.getServiceDay()),
                1,
                Integer::sum);
        it.signalCharged = rank > plan.includedPerMonth();
      }
    }
    var said = new TreeMap<String, Said>();
    events.forEach(
        event -> said.put(event.getEventKey(), said(event, found.get(event.getEventKey()))));
    return said;
  }

  private static void allow(
      Found it,
      CanonicalEvent event,
      Map<String, BigDecimal> freeUsed,
      Map<String, BigDecimal> capUsed) {
    Terms terms = it.contract.terms().getOrDefault(it.outcome.sku(), Terms.NONE);
    String month =
        String.join(
            "/",
            it.contract.client(),
            it.contract.id(),
            it.outcome.sku(),
            YearMonth.from(event.getServiceDay()).toString());
    BigDecimal asked = it.quantity;
    BigDecimal rest = asked;
    if (terms.freePerMonth() != null) {
      BigDecimal used = freeUsed.getOrDefault(month, BigDecimal.ZERO);
      BigDecimal free = terms.freePerMonth().subtract(used);
      free = free.signum() < 0 ? BigDecimal.ZERO : free.compareTo(rest) > 0 ? rest : free;
      freeUsed.put(month, used.add(free));
      rest = rest.subtract(free);
    }
    if (rest.signum() == 0) {
      it.sold = false;
      end(it, "NOT_BILLABLE", "FREE_ALLOWANCE");
      return;
    }
    if (terms.capPerMonth() != null) {
      BigDecimal used = capUsed.getOrDefault(month, BigDecimal.ZERO);
      BigDecimal room = terms.capPerMonth().subtract(used);
      rest = room.signum() <= 0 ? BigDecimal.ZERO : room.compareTo(rest) < 0 ? room : rest;
      capUsed.put(month, used.add(rest));
    }
    if (rest.signum() == 0) {
      it.sold = false;
      end(it, "NOT_BILLABLE", "OVER_CAP");
    } else if (rest.compareTo(asked) < 0) {
      it.quantity = rest;
      it.amount = amount(rest, it.price, it.contract);
    }
  }

  private static Said said(CanonicalEvent event, Found it) {
    var routes = new TreeSet<Route>(it.routes);
    if (!it.sold) {
      routes.remove(Route.BILLING);
    }
    if (event.getLifeSafety()) {
      routes.addAll(List.of(Route.CRM, Route.TICKETING));
    }
    SignalPlan plan = it.contract == null ? null : it.contract.signalPlan();
    var facts = new LinkedHashMap<String, String>();
    facts.put("incident", it.incident);
    facts.put("evidence", it.evidence.stream().limit(20).toList().toString());
    facts.put("type", it.type.name());
    facts.put("state", it.state + " " + it.code);
    facts.put("rule", it.rule + " of " + it.version);
    facts.put("contract", it.contractShown ? it.contract.id() : "null");
    facts.put("on test", String.valueOf(it.onTest));
    facts.put(
        "charge",
        it.sold
            ? charge(
                it.contract,
                it.outcome.sku(),
                it.incident,
                it.ordinal,
                it.quantity,
                it.outcome.unit(),
                it.price,
                it.amount)
            : "none");
    facts.put(
        "signal",
        it.signalCharged
            ? charge(
                it.contract,
                plan.sku(),
                "signal:" + event.getEventKey(),
                1,
                BigDecimal.ONE,
                plan.unit(),
                plan.unitPrice(),
                amount(BigDecimal.ONE, plan.unitPrice(), it.contract))
            : "none");
    facts.put(
        "routes", routes.stream().map(r -> r.name().toLowerCase(Locale.ROOT)).toList().toString());
    return new Said(facts);
  }

  private static String charge(
      Contract contract,
      String sku,
      String incident,
      int ordinal,
      BigDecimal quantity,
      String unit,
      BigDecimal price,
      BigDecimal amount) {
    return "%s %s %s %s#%d %s %s × %s = %s %s"
        .formatted(
            Sha256.ofFields(
                contract.client(), contract.id(), sku, incident, Integer.toString(ordinal)),
            contract.client(),
            contract.id(),
            sku,
            ordinal,
            four(quantity),
            unit,
            four(price),
            four(amount),
            contract.currency().getCurrencyCode());
  }

  private static String four(BigDecimal value) {
    return value.setScale(4, RoundingMode.UNNECESSARY).toPlainString();
  }
}
