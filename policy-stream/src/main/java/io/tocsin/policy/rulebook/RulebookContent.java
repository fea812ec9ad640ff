package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a valid rulebook says, section by section.
///
/// @param version rises with every change
/// @param effectiveFrom first service day on which it is in force
/// @param currency currency of every price outside the contracts
/// @param contracts in the order of the document; no two fit one site and service day equally well
/// @param rules in the order of the document; the first match wins
/// @param defaults by event type, used where no rule matches
/// @param incidentClasses a type is in at most one of them
/// @param referenceGroups the systems of one group name the same things; a system is in at most one
/// group
/// @param noiseRules in the order of the document
/// @param schedules the hours that conditions can name
/// @param testSignalLimit longest time that a signal which opens a test holds it open
public record RulebookContent(
    int version,
    LocalDate effectiveFrom,
    Currency currency,
    List<Contract> contracts,
    List<Rule> rules,
    Map<EventType, Outcome> defaults,
    List<IncidentClass> incidentClasses,
    List<Set<String>> referenceGroups,
    List<NoiseRule> noiseRules,
    List<Schedule> schedules,
    Duration testSignalLimit) {
  public RulebookContent {
    contracts = List.copyOf(contracts);
    rules = List.copyOf(rules);
    defaults = Map.copyOf(defaults);
    incidentClasses = List.copyOf(incidentClasses);
    referenceGroups = referenceGroups.stream().map(Set::copyOf).toList();
    noiseRules = List.copyOf(noiseRules);
    schedules = List.copyOf(schedules);
  }
}
