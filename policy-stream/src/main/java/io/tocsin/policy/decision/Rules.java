package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.EventFields;
import io.tocsin.policy.rulebook.Handling;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.policy.rulebook.Rule;
import io.tocsin.policy.rulebook.Verdict;
import io.tocsin.schemas.Alternative;
import io.tocsin.schemas.CanonicalEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tries the rules of a rulebook on an event: the first that matches, else the default of the
/// event's type.
final class Rules {
  /// Rules that a decision names beside the one that matched.
  private static final int MOST_ALTERNATIVES = 20;

  private Rules() {}

  static Applied apply(CanonicalEvent event, Optional<CompiledRulebook> rulebook, boolean onTest) {
    return rulebook
        .map(book -> apply(event, book, onTest))
        .orElseGet(
            () ->
                new Applied.Nothing(
                    "No rulebook was in force on %s.".formatted(event.getServiceDay()), List.of()));
  }

  private static Applied apply(CanonicalEvent event, CompiledRulebook rulebook, boolean onTest) {
    Map<String, Object> values = EventFields.valuesOf(event, onTest, rulebook.schedules());
    Outcome otherwise = rulebook.defaults().get(event.getType());
    var alternatives = new ArrayList<Alternative>();
    for (Rule rule : rulebook.rulesFor(event.getType())) {
      switch (rule.when().test(values)) {
        case Verdict.Holds _ -> {
          return new Applied.Found(
              rule.id(), rule.then(), rule.when().seen(values), List.copyOf(alternatives));
        }
        case Verdict.Failed(String why) -> {
          return new Applied.Broken(
              rule.id(),
              why,
              rule.when().seen(values),
              otherwise == null ? Handling.NONE : otherwise.handling(),
              List.copyOf(alternatives));
        }
        case Verdict.DoesNotHold _ -> {
          if (alternatives.size() < MOST_ALTERNATIVES) {
            alternatives.add(
                new Alternative(rule.id(), rule.when().why(values).orElse("it does not hold")));
          }
        }
      }
    }
    if (otherwise == null) {
      return new Applied.Nothing(
          "No rule matches, and the rulebook has no default for the type %s."
              .formatted(event.getType().name()),
          List.copyOf(alternatives));
    }
    return new Applied.Found(
        "defaults/" + event.getType().name(),
        otherwise,
        Map.of("event.type", event.getType().name()),
        List.copyOf(alternatives));
  }
}
