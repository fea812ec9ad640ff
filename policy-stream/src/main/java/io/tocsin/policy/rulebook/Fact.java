package io.tocsin.policy.rulebook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparserFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a term says of one thing, and all that it says: the term holds exactly where the thing has
/// an allowed value.
///
/// @param thing what is compared, for example `event.zone`, or the whole term where it is no
/// comparison with a constant; equal text = equal thing
/// @param allowed the values
record Fact(String thing, Allowed allowed) {
  private static final CelSource NO_SOURCE = CelSource.newBuilder().build();

  /// The facts that a term is, each of them the whole of it: what it compares, and itself being
  /// true.
  static List<Fact> of(CelExpr term) {
    var facts = new ArrayList<Fact>();
    comparison(term).ifPresent(facts::add);
    boolean negated = isCall(term, "!_", 1);
    facts.add(
        new Fact(
            text(negated ? term.call().args().getFirst() : term),
            new Allowed.OneOf(Set.of(!negated))));
    return facts;
  }

  private static Optional<Fact> comparison(CelExpr term) {
    if (term.getKind() != CelExpr.ExprKind.Kind.CALL || term.call().args().size() != 2) {
      return Optional.empty();
    }
    CelExpr left = term.call().args().getFirst();
    CelExpr right = term.call().args().getLast();
    String operator = term.call().function();
    if (operator.equals("_||_")) {
      return either(comparison(left), comparison(right));
    }
    if (operator.equals("@in")) {
      return listed(right).map(values -> new Fact(text(left), new Allowed.OneOf(values)));
    }
    Optional<Comparable<?>> constant = constant(right);
    return constant.isPresent()
        ? fact(left, operator, constant.get())
        : constant(left).flatMap(value -> fact(right, turned(operator), value));
  }

  private static Optional<Fact> either(Optional<Fact> one, Optional<Fact> other) {
    if (one.isPresent()
        && other.isPresent()
        && one.get().thing().equals(other.get().thing())
        && one.get().allowed() instanceof Allowed.OneOf(var some)
        && other.get().allowed() instanceof Allowed.OneOf(var more)) {
      var all = new HashSet<Comparable<?>>(some);
      all.addAll(more);
      return Optional.of(new Fact(one.get().thing(), new Allowed.OneOf(all)));
    }
    return Optional.empty();
  }

  private static Optional<Fact> fact(CelExpr thing, String operator, Comparable<?> value) {
    Optional<Allowed> allowed =
        switch (operator) {
          case "_==_" -> Optional.of(new Allowed.OneOf(Set.of(value)));
          case "_!=_" -> Optional.of(new Allowed.NoneOf(Set.of(value)));
          case "_>_" -> Optional.of(new Allowed.From(value, false));
          case "_>=_" -> Optional.of(new Allowed.From(value, true));
          case "_<_" -> Optional.of(new Allowed.To(value, false));
          case "_<=_" -> Optional.of(new Allowed.To(value, true));
          default -> Optional.empty();
        };
    return allowed.map(values -> new Fact(text(thing), values));
  }

  /// The operator with its sides exchanged.
  private static String turned(String operator) {
    return switch (operator) {
      case "_>_" -> "_<_";
      case "_>=_" -> "_<=_";
      case "_<_" -> "_>_";
      case "_<=_" -> "_>=_";
      default -> operator;
    };
  }

  private static boolean isCall(CelExpr expression, String function, int arguments) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CALL
        && expression.call().function().equals(function)
        && expression.call().args().size() == arguments;
  }

  private static Optional<Set<Comparable<?>>> listed(CelExpr list) {
    if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      return Optional.empty();
    }
    var values = new HashSet<Comparable<?>>();
    for (CelExpr element : list.list().elements()) {
      Optional<Comparable<?>> value = constant(element);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  private static Optional<Comparable<?>> constant(CelExpr expression) {
    if (expression.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return Optional.empty();
    }
    CelConstant constant = expression.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE -> Optional.of(constant.stringValue());
      case BOOLEAN_VALUE -> Optional.of(constant.booleanValue());
      case INT64_VALUE -> Optional.of(BigDecimal.valueOf(constant.int64Value()));
      case DOUBLE_VALUE -> number(constant.doubleValue());
      default -> Optional.empty();
    };
  }

  /// 18 and 18.0 are one number; BigDecimal tells them apart by their decimals.
  private static Optional<Comparable<?>> number(double value) {
    return Double.isFinite(value)
        ? Optional.of(
            new BigDecimal(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()))
        : Optional.empty();
  }

  private static String text(CelExpr expression) {
    return CelUnparserFactory.newUnparser()
        .unparse(CelAbstractSyntaxTree.newParsedAst(expression, NO_SOURCE));
  }
}
