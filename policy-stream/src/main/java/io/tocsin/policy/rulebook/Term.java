package io.tocsin.policy.rulebook;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the parts of a condition that must all hold: what stands between two `&&` that are in no
/// parentheses with anything else. A condition without `&&` is one term.
///
/// @param expression as it was parsed
/// @param text the expression, written in the one way that all equal expressions are written
/// @param program evaluates it
/// @param gate decides it without the program; null where only the program can
/// @param mentions the fields that it looks at
record Term(
    CelExpr expression,
    String text,
    CelRuntime.Program program,
    @Nullable Gate gate,
    Mentions mentions) {
  /// The terms of an expression, from left to right; at least one.
  static List<CelExpr> split(CelExpr expression) {
    var terms = new ArrayList<CelExpr>();
    collect(expression, terms);
    return terms;
  }

  private static void collect(CelExpr expression, List<CelExpr> terms) {
    if (expression.getKind() == CelExpr.ExprKind.Kind.CALL
        && expression.call().function().equals("_&&_")) {
      expression.call().args().forEach(side -> collect(side, terms));
    } else {
      terms.add(expression);
    }
  }
}
