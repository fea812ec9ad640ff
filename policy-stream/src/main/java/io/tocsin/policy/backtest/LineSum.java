package io.tocsin.policy.backtest;

import io.tocsin.schemas.Charge;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Lines of one kind, counted and summed up.
///
/// @param before lines as published
/// @param after lines under the candidate
/// @param added lines that only the candidate has
/// @param removed lines that it has not
/// @param changed lines that it has otherwise
/// @param amountBefore sum as published, in the currency of the kind
/// @param amountAfter sum under the candidate
record LineSum(
    int before,
    int after,
    int added,
    int removed,
    int changed,
    BigDecimal amountBefore,
    BigDecimal amountAfter) {
  /// One line, there in one way of deciding or in both.
  static LineSum of(@Nullable Charge was, @Nullable Charge is) {
    return new LineSum(
        was == null ? 0 : 1,
        is == null ? 0 : 1,
        was == null && is != null ? 1 : 0,
        was != null && is == null ? 1 : 0,
        was != null && is != null && LineChange.differ(was, is) ? 1 : 0,
        was == null ? BigDecimal.ZERO : was.getAmount(),
        is == null ? BigDecimal.ZERO : is.getAmount());
  }

  LineSum plus(LineSum other) {
    return new LineSum(
        before + other.before,
        after + other.after,
        added + other.added,
        removed + other.removed,
        changed + other.changed,
        amountBefore.add(other.amountBefore),
        amountAfter.add(other.amountAfter));
  }

  BigDecimal difference() {
    return amountAfter.subtract(amountBefore);
  }

  /// Whether any line differs.
  boolean differs() {
    return added + removed + changed > 0;
  }
}
