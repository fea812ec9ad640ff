package io.tocsin.policy.rulebook;

import dev.cel.common.ast.CelExpr;
import io.tocsin.schemas.EventType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Finds the event types for which a condition can hold at all, from its comparisons of
/// `event.type`. Where a part says nothing of the type, the answer is every type, so that no rule
/// is ever left out by mistake.
final class ConditionTypes {
  private ConditionTypes() {}

  static Set<EventType> of(CelExpr expression) {
    if (expression.getKind() != CelExpr.ExprKind.Kind.CALL
        || expression.call().args().size() != 2) {
      return EnumSet.allOf(EventType.class);
    }
    CelExpr left = expression.call().args().getFirst();
    CelExpr right = expression.call().args().getLast();
    return switch (expression.call().function()) {
      // A false side makes the whole false even where the other side cannot be evaluated.
      case "_&&_" -> {
        Set<EventType> both = of(left);
        both.retainAll(of(right));
        yield both;
      }
      case "_||_" -> {
        Set<EventType> either = of(left);
        either.addAll(of(right));
        yield either;
      }
      case "_==_" -> isType(left) ? named(right) : isType(right) ? named(left) : all();
      case "@in" -> isType(left) ? listed(right) : all();
      default -> all();
    };
  }

  private static Set<EventType> all() {
    return EnumSet.allOf(EventType.class);
  }

  private static boolean isType(CelExpr expression) {
    return ConditionWalk.fieldOf(expression).filter(EventFields.TYPE::equals).isPresent();
  }

  private static Set<EventType> named(CelExpr constant) {
    Optional<String> word = ConditionWalk.textOf(constant);
    if (word.isEmpty()) {
      return all();
    }
    var types = EnumSet.noneOf(EventType.class);
    for (EventType type : EventType.values()) {
      if (type.name().equals(word.get())) {
        types.add(type);
      }
    }
    return types;
  }

  private static Set<EventType> listed(CelExpr list) {
    if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      return all();
    }
    var types = EnumSet.noneOf(EventType.class);
    list.list().elements().forEach(element -> types.addAll(named(element)));
    return types;
  }
}
