package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/// Reads the contracts: who may be billed, when, and on which terms.
final class ContractReader {
  private static final int MOST_CONTRACTS = 10_000;
  private static final int MOST_INCLUDED = 999_999_999;
  private static final String PRICES = "prices";
  private static final String PLAN = "signal-plan";
  private static final String FREE = "free-per-month";
  private static final String CAP = "cap-per-month";
  private static final String INCLUDED = "included-per-month";
  private static final Set<String> KEYS =
      Set.of("id", "client", "sites", "from", "until", "currency", "rounding", PRICES, PLAN);
  private static final Set<String> TERMS =
      Set.of(Amounts.UNIT_PRICE, Amounts.MINIMUM_UNITS, FREE, CAP);
  private static final Set<String> PLAN_KEYS =
      Set.of("sku", "unit", "types", INCLUDED, Amounts.UNIT_PRICE);
  private static final Map<String, RoundingMode> ROUNDINGS =
      Values.wordsOf(
          List.of(
              RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN));

  private final Document document;
  private final Places places;
  private final Optional<Currency> currency;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Slot, List<Entry>> bySlot = new HashMap<>();

  /// A contract and where it stands.
  record Entry(Contract contract, Section section) {
    int line() {
      return section.node().getStartMark().getLine() + 1;
    }
  }

  /// What at most one contract may be for on one day.
  ///
  /// @param site null = the sites of the client that no contract names
  private record Slot(String client, @Nullable String site) {}

  /// @param currency the rulebook's; empty where that could not be read
  ContractReader(Document document, Places places, Optional<Currency> currency) {
    this.document = document;
    this.places = places;
    this.currency = currency;
  }

  /// Reads the contracts of a document; those that are not valid are left out, their errors noted.
  List<Entry> read(Section top) {
    var ids = new UniqueIds("contract");
    for (Node node : top.list("contracts", MOST_CONTRACTS)) {
      Section.of(document, node, Section.nameOf("contract", node), KEYS)
          .ifPresent(section -> contract(section, ids));
    }
    return entries;
  }

  private void contract(Section section, UniqueIds ids) {
    section.require("id", "client");
    Optional<String> id = Values.name(section, "id");
    id.ifPresent(name -> ids.add(section, name));
    Optional<String> client = Values.name(section, "client");
    Set<String> sites = Values.names(section, "sites");
    if (section.has("sites") && section.isEmptyList("sites")) {
      section.error("sites", "'sites' names no site; leave it out for all sites of the client");
    }
    Optional<LocalDate> from = Values.day(section, "from");
    Optional<LocalDate> until = Values.day(section, "until");
    boolean dated =
        from.isPresent() == section.has("from") && until.isPresent() == section.has("until");
    if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
      section.error(
          "until", "'until' (%s) is before 'from' (%s)".formatted(until.get(), from.get()));
      dated = false;
    }
    Optional<Currency> own = Values.currency(section, "currency").or(() -> currency);
    RoundingMode rounding =
        Values.oneOf(section, "rounding", ROUNDINGS).orElse(RoundingMode.HALF_UP);
    Map<String, Terms> terms = terms(section, id.orElse(""));
    Optional<SignalPlan> plan =
        section
            .optional(PLAN)
            .flatMap(
                node -> Section.of(document, node, section.name() + ", signal-plan", PLAN_KEYS))
            .flatMap(ContractReader::plan);
    if (id.isEmpty() || client.isEmpty() || own.isEmpty() || !dated) {
      return;
    }
    places.put(Places.Kind.CONTRACT, id.get(), section.node());
    add(
        new Entry(
            new Contract(
                id.get(),
                client.get(),
                sites,
                from.orElse(null),
                until.orElse(null),
                own.get(),
                rounding,
                terms,
                plan.orElse(null)),
            section));
  }

  private Map<String, Terms> terms(Section contract, String id) {
    var terms = new LinkedHashMap<String, Terms>();
    String name = contract.name() + ", prices";
    Optional<Section> list =
        contract
            .optional(PRICES)
            .flatMap(node -> Section.ofNames(document, node, name, Sku.FORM, Sku.MADE_OF));
    if (list.isEmpty()) {
      return terms;
    }
    for (String sku : list.get().keys()) {
      places.put(Places.Kind.TERMS, Places.termsOf(id, sku), list.get().atKey(sku));
      list.get()
          .optional(sku)
          .flatMap(
              node ->
                  Section.of(
                      document, node, "%s, price of %s".formatted(contract.name(), sku), TERMS))
          .ifPresent(section -> terms.put(sku, terms(section)));
    }
    return terms;
  }

  private static Terms terms(Section section) {
    if (section.keys().isEmpty()) {
      section.error(section.node(), "nothing is said here; leave it out");
    }
    return new Terms(
        Values.decimal(section, Amounts.UNIT_PRICE).orElse(null),
        Amounts.units(section, Amounts.MINIMUM_UNITS).orElse(null),
        Values.decimal(section, FREE).orElse(null),
        Values.decimal(section, CAP).orElse(null));
  }

  private static Optional<SignalPlan> plan(Section section) {
    section.require("sku", "unit", "types", INCLUDED, Amounts.UNIT_PRICE);
    Optional<String> sku = Values.matching(section, "sku", Sku.FORM, Sku.MADE_OF);
    Optional<String> unit = Amounts.unit(section);
    Set<EventType> types = Set.copyOf(Values.types(section, "types").values());
    Optional<Integer> included = Values.whole(section, INCLUDED, 0, MOST_INCLUDED);
    Optional<BigDecimal> price = Values.decimal(section, Amounts.UNIT_PRICE);
    return sku.isPresent() && unit.isPresent() && included.isPresent() && price.isPresent()
        ? Optional.of(new SignalPlan(sku.get(), unit.get(), types, included.get(), price.get()))
        : Optional.empty();
  }

  /// Keeps a contract, and notes an error where another is for the same on the same days: nobody
  /// could say which of them a charge is under.
  private void add(Entry entry) {
    entries.add(entry);
    Contract contract = entry.contract();
    List<Slot> slots =
        contract.sites().isEmpty()
            ? List.of(new Slot(contract.client(), null))
            : contract.sites().stream()
                .sorted()
                .map(site -> new Slot(contract.client(), site))
                .toList();
    boolean overlaps = false;
    for (Slot slot : slots) {
      List<Entry> others = bySlot.computeIfAbsent(slot, s -> new ArrayList<>());
      Optional<Entry> other = others.stream().filter(o -> meet(o.contract(), contract)).findFirst();
      if (other.isPresent() && !overlaps) {
        overlaps = true;
        overlap(entry, other.get(), slot);
      }
      others.add(entry);
    }
  }

  private static boolean meet(Contract one, Contract other) {
    return !endsBefore(one, other) && !endsBefore(other, one);
  }

  private static boolean endsBefore(Contract one, Contract other) {
    return one.until() != null && other.from() != null && one.until().isBefore(other.from());
  }

  private static void overlap(Entry entry, Entry other, Slot slot) {
    LocalDate first = later(entry.contract().from(), other.contract().from());
    entry
        .section()
        .error(
            entry.section().node(),
            "contract %s (line %d) is for %s on the same days%s; end one with 'until' before the other begins, or name different 'sites'"
                .formatted(
                    other.contract().id(),
                    other.line(),
                    slot.site() == null
                        ? "client '%s'".formatted(slot.client())
                        : "site '%s'".formatted(slot.site()),
                    first == null ? "" : ", from %s on".formatted(first)));
  }

  private static @Nullable LocalDate later(@Nullable LocalDate one, @Nullable LocalDate other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
