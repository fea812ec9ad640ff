package io.tocsin.policy.rulebook;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A term that asks only whether a text or a yes-or-no field is one of some constants. It is
/// decided by one look into a set, without the expression engine, and says the same: most rules
/// that do not match are ruled out by such a term.
///
/// @param field the field
/// @param values the constants
/// @param in whether the field must be one of them, or must not
record Gate(String field, Set<? extends Object> values, boolean in) {
  private static final Set<CelType> EQUAL_IN_JAVA = Set.of(SimpleType.STRING, SimpleType.BOOL);

  /// The gate that a term is; empty where it asks for more.
  static Optional<Gate> of(CelExpr term) {
    for (Fact fact : Fact.of(term)) {
      if (EventFields.typeOf(fact.thing()).filter(EQUAL_IN_JAVA::contains).isEmpty()) {
        continue;
      }
      if (fact.allowed() instanceof Allowed.OneOf(Set<Comparable<?>> values)) {
        return Optional.of(new Gate(fact.thing(), values, true));
      }
      if (fact.allowed() instanceof Allowed.NoneOf(Set<Comparable<?>> values)) {
        return Optional.of(new Gate(fact.thing(), values, false));
      }
    }
    return Optional.empty();
  }

  boolean holds(Map<String, Object> event) {
    Object value = event.get(field);
    if (value == null) {
      throw new IllegalArgumentException("no value of " + field);
    }
    return values.contains(value) == in;
  }
}
