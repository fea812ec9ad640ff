package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds what a valid rulebook says in vain or leaves unsaid: rules that can never match, types
/// that nothing is said of, contracts that have ended, prices and schedules that nothing uses.
///
/// A warning is certain where it says never; that there is none does not mean that every rule can
/// match.
public final class RulebookLinter {
  private final CompiledRulebook rulebook;
  private final Places places;
  private final List<Reach> reaches;
  private final Set<String> sold;
  private final List<RulebookWarning> warnings = new ArrayList<>();

  private RulebookLinter(RulebookReader.Placed placed) {
    this.rulebook = placed.rulebook();
    this.places = placed.places();
    this.reaches = rulebook.rules().stream().map(rule -> Reach.of(rule.when())).toList();
    this.sold = sold(rulebook);
  }

  /// The warnings on a rulebook, in the order of the document; none where it is not valid.
  public static List<RulebookWarning> warnings(String yaml) {
    return RulebookReader.readPlaced(yaml, new ArrayList<>())
        .map(placed -> new RulebookLinter(placed).run())
        .orElse(List.of());
  }

  private List<RulebookWarning> run() {
    for (int i = 0; i < reaches.size(); i++) {
      rule(i);
    }
    Arrays.stream(EventType.values()).forEach(this::idleDefault);
    silence();
    rulebook.contracts().forEach(this::contract);
    unusedPrices();
    unusedSchedules();
    return warnings.stream().sorted().toList();
  }

  private void rule(int index) {
    Rule rule = rulebook.rules().get(index);
    Reach reach = reaches.get(index);
    Place place = places.of(Places.Kind.RULE, rule.id());
    if (reach.never().isPresent()) {
      warn(place, "rule %s can never match: %s".formatted(rule.id(), reach.never().get()));
      return;
    }
    for (int i = 0; i < index; i++) {
      if (reaches.get(i).covers(reach)) {
        Rule earlier = rulebook.rules().get(i);
        warn(
            place,
            "rule %s can never match: rule %s (line %d) is tried before it and matches all that it could"
                .formatted(
                    rule.id(), earlier.id(), places.of(Places.Kind.RULE, earlier.id()).line()));
        return;
      }
    }
  }

  /// A default of a type of which a rule takes every event.
  private void idleDefault(EventType type) {
    if (!rulebook.defaults().containsKey(type)) {
      return;
    }
    for (int i = 0; i < reaches.size(); i++) {
      if (reaches.get(i).coversAll(type)) {
        warn(
            places.of(Places.Kind.DEFAULT, type.name()),
            "default of %s is never used: rule %s matches every %s"
                .formatted(type, rulebook.rules().get(i).id(), type));
        return;
      }
    }
  }

  private void silence() {
    String types =
        Arrays.stream(EventType.values())
            .filter(type -> !rulebook.defaults().containsKey(type))
            .filter(type -> rulebook.rulesFor(type).isEmpty())
            .map(Enum::name)
            .collect(Collectors.joining(", "));
    if (!types.isEmpty()) {
      warn(
          places.top(),
          "nothing is said of these event types, so each such event goes to review: " + types);
    }
  }

  private void contract(Contract contract) {
    if (contract.until() != null && contract.until().isBefore(rulebook.effectiveFrom())) {
      warn(
          places.of(Places.Kind.CONTRACT, contract.id()),
          "contract %s ended on %s, before this rulebook begins (%s)"
              .formatted(contract.id(), contract.until(), rulebook.effectiveFrom()));
    }
    new TreeSet<>(contract.terms().keySet())
        .stream()
            .filter(sku -> !sold.contains(sku))
            .forEach(
                sku ->
                    warn(
                        places.of(Places.Kind.TERMS, Places.termsOf(contract.id(), sku)),
                        "contract %s has terms of %s, which no rule and no default sells%s"
                            .formatted(contract.id(), sku, Suggestion.of(sku, sold))));
  }

  private static Set<String> sold(CompiledRulebook rulebook) {
    return Stream.concat(
            rulebook.rules().stream().map(Rule::then), rulebook.defaults().values().stream())
        .filter(Outcome.Billable.class::isInstance)
        .map(outcome -> ((Outcome.Billable) outcome).sku())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void unusedPrices() {
    for (Map.Entry<String, Place> price : places.all(Places.Kind.PRICE).entrySet()) {
      if (!sold.contains(price.getKey())) {
        warn(
            price.getValue(),
            "'prices' has %s, which no rule and no default sells%s"
                .formatted(price.getKey(), Suggestion.of(price.getKey(), sold)));
      }
    }
  }

  private void unusedSchedules() {
    Set<String> used =
        rulebook.rules().stream()
            .flatMap(rule -> rule.when().schedules().stream())
            .collect(Collectors.toSet());
    for (Schedule schedule : rulebook.schedules()) {
      if (!used.contains(schedule.id())) {
        warn(
            places.of(Places.Kind.SCHEDULE, schedule.id()),
            "schedule %s is named in no condition".formatted(schedule.id()));
      }
    }
  }

  private void warn(Place place, String message) {
    warnings.add(new RulebookWarning(place.line(), place.column(), message));
  }
}
