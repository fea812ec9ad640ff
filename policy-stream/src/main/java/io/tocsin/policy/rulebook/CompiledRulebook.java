package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A valid rulebook, its conditions compiled and its sections indexed. Immutable, safe for use by
/// several threads.
public final class CompiledRulebook {
  private final RulebookContent content;
  private final Map<EventType, List<Rule>> rulesByType;
  private final Map<EventType, IncidentClass> classes;
  private final Map<String, List<Contract>> contractsByClient;

  private CompiledRulebook(RulebookContent content) {
    this.content = content;
    this.rulesByType = byType(content.rules());
    this.classes = classes(content.incidentClasses());
    this.contractsByClient =
        content.contracts().stream()
            .collect(Collectors.groupingBy(Contract::client, Collectors.toUnmodifiableList()));
  }

  /// The rulebook with its sections indexed.
  public static CompiledRulebook of(RulebookContent content) {
    return new CompiledRulebook(content);
  }

  private static Map<EventType, List<Rule>> byType(List<Rule> rules) {
    var index = new EnumMap<EventType, List<Rule>>(EventType.class);
    for (EventType type : EventType.values()) {
      var candidates = new ArrayList<Rule>();
      for (Rule rule : rules) {
        if (rule.when().types().contains(type)) {
          candidates.add(rule);
        }
      }
      index.put(type, List.copyOf(candidates));
    }
    return index;
  }

  private static Map<EventType, IncidentClass> classes(List<IncidentClass> incidentClasses) {
    var index = new EnumMap<EventType, IncidentClass>(EventType.class);
    for (IncidentClass incidentClass : incidentClasses) {
      incidentClass.types().forEach(type -> index.put(type, incidentClass));
    }
    return index;
  }

  /// Rises with every change.
  public int version() {
    return content.version();
  }

  /// First service day on which it is in force.
  public LocalDate effectiveFrom() {
    return content.effectiveFrom();
  }

  /// Currency of every price outside the contracts.
  public Currency currency() {
    return content.currency();
  }

  /// The contracts, in the order of the document.
  public List<Contract> contracts() {
    return content.contracts();
  }

  /// The rules, in the order of the document; the first match wins.
  public List<Rule> rules() {
    return content.rules();
  }

  /// What becomes of an event that no rule matches, by its type.
  public Map<EventType, Outcome> defaults() {
    return content.defaults();
  }

  /// The incident classes, in the order of the document.
  public List<IncidentClass> incidentClasses() {
    return content.incidentClasses();
  }

  /// The systems of one group name the same things.
  public List<Set<String>> referenceGroups() {
    return content.referenceGroups();
  }

  /// The noise rules, in the order of the document.
  public List<NoiseRule> noiseRules() {
    return content.noiseRules();
  }

  /// The hours that conditions can name.
  public List<Schedule> schedules() {
    return content.schedules();
  }

  /// Longest time that a signal which opens a test holds it open.
  public Duration testSignalLimit() {
    return content.testSignalLimit();
  }

  /// The rules that can match an event of this type, in order. Trying the others would cost time
  /// and change nothing.
  public List<Rule> rulesFor(EventType type) {
    return rulesByType.getOrDefault(type, List.of());
  }

  /// The incident class that a type is in.
  public Optional<IncidentClass> classOf(EventType type) {
    return Optional.ofNullable(classes.get(type));
  }

  /// The contract under which a client's site is billed for a service day: one that names the site,
  /// else one that names no site.
  ///
  /// @param siteId canonical site id; null where only the client is known
  public Optional<Contract> contractFor(
      String clientId, @Nullable String siteId, LocalDate serviceDay) {
    Optional<Contract> general = Optional.empty();
    for (Contract contract : contractsByClient.getOrDefault(clientId, List.of())) {
      if (!contract.inForce(serviceDay)) {
        continue;
      }
      if (siteId != null && contract.sites().contains(siteId)) {
        return Optional.of(contract);
      }
      if (contract.sites().isEmpty()) {
        general = Optional.of(contract);
      }
    }
    return general;
  }
}
