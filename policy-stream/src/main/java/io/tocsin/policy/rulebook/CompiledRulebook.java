package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A valid rulebook, its conditions compiled. Immutable, safe for use by several threads.
///
/// @param version rises with every change
/// @param effectiveFrom first service day on which it is in force
/// @param currency currency of every price in it
/// @param contracts contract id by client id
/// @param rules in the order of the document; the first match wins
/// @param defaults by event type, used where no rule matches
public record CompiledRulebook(
    int version,
    LocalDate effectiveFrom,
    Currency currency,
    Map<String, String> contracts,
    List<Rule> rules,
    Map<EventType, Outcome> defaults,
    Map<EventType, List<Rule>> rulesByType) {

  /// The rulebook with its rules indexed.
  public static CompiledRulebook of(
      int version,
      LocalDate effectiveFrom,
      Currency currency,
      Map<String, String> contracts,
      List<Rule> rules,
      Map<EventType, Outcome> defaults) {
    return new CompiledRulebook(
        version,
        effectiveFrom,
        currency,
        Map.copyOf(contracts),
        List.copyOf(rules),
        Map.copyOf(defaults),
        byType(rules));
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

  /// The rules that can match an event of this type, in order. Trying the others would cost time
  /// and change nothing.
  public List<Rule> rulesFor(EventType type) {
    return rulesByType.getOrDefault(type, List.of());
  }

  /// The contract of a client.
  public Optional<String> contractOf(String clientId) {
    return Optional.ofNullable(contracts.get(clientId));
  }
}
