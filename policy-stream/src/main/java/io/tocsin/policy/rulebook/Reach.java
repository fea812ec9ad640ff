package io.tocsin.policy.rulebook;

import dev.cel.common.ast.CelExpr;
import io.tocsin.schemas.EventType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What can be said of when a condition holds without an event: found in its terms as they are
/// written, so that what it says is certain and what it does not say may still be so.
final class Reach {
  private final Set<EventType> types;
  private final List<Known> terms;

  /// A term and the facts that it is.
  ///
  /// @param sides what stands on the sides of its `||`, each of which is enough; empty where it has
  /// none
  private record Known(String text, List<Fact> facts, List<Known> sides) {
    static Known of(String text, CelExpr expression) {
      List<Known> sides =
          expression.getKind() == CelExpr.ExprKind.Kind.CALL
                  && expression.call().function().equals("_||_")
              ? expression.call().args().stream().map(side -> of("", side)).toList()
              : List.of();
      return new Known(text, Fact.of(expression), sides);
    }

    boolean holdsFor(EventType type) {
      return facts.stream().anyMatch(fact -> allows(fact, type))
          || sides.stream().anyMatch(side -> side.holdsFor(type));
    }
  }

  private Reach(Set<EventType> types, List<Known> terms) {
    this.types = types;
    this.terms = terms;
  }

  static Reach of(Condition condition) {
    return new Reach(
        condition.types(),
        condition.terms().stream().map(term -> Known.of(term.text(), term.expression())).toList());
  }

  /// Why the condition can never hold, in words; empty where nothing says so.
  Optional<String> never() {
    for (int i = 0; i < terms.size(); i++) {
      for (int j = 0; j <= i; j++) {
        if (exclude(terms.get(j), terms.get(i))) {
          return Optional.of(
              i == j
                  ? "%s never holds".formatted(terms.get(i).text())
                  : "%s and %s never hold together; for either of them write || and not &&"
                      .formatted(terms.get(j).text(), terms.get(i).text()));
        }
      }
    }
    return types.isEmpty()
        ? Optional.of("it asks for no event type that there is")
        : Optional.empty();
  }

  private static boolean exclude(Known one, Known other) {
    return one.facts().stream()
        .anyMatch(
            fact ->
                other.facts().stream()
                    .filter(more -> more.thing().equals(fact.thing()))
                    .anyMatch(more -> more.allowed().excludes(fact.allowed())));
  }

  /// Whether this condition certainly holds wherever the other one does.
  boolean covers(Reach other) {
    return terms.stream().allMatch(other::implies);
  }

  /// Whether it certainly holds for every event of a type.
  boolean coversAll(EventType type) {
    return terms.stream().allMatch(term -> term.holdsFor(type));
  }

  /// Whether a term of another condition certainly holds wherever this condition does.
  private boolean implies(Known wanted) {
    return types.stream().allMatch(wanted::holdsFor)
        || wanted.facts().stream().anyMatch(this::implies)
        || wanted.sides().stream().anyMatch(this::implies);
  }

  private boolean implies(Fact wanted) {
    return terms.stream()
        .flatMap(term -> term.facts().stream())
        .filter(own -> own.thing().equals(wanted.thing()))
        .anyMatch(own -> wanted.allowed().covers(own.allowed()));
  }

  private static boolean allows(Fact fact, EventType type) {
    return fact.thing().equals(EventFields.TYPE) && fact.allowed().holds(type.name());
  }
}
