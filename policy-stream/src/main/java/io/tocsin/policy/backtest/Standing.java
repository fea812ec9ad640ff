package io.tocsin.policy.backtest;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How an event stands in one of two ways of deciding it.
///
/// @param charge its line; null where it has none of the sku in question
/// @param state its end state
/// @param reason the decision's sentence
/// @param ruleId the rule that matched
record Standing(@Nullable Charge charge, State state, String reason, @Nullable String ruleId) {
  static Standing of(Decision decision, @Nullable Charge charge) {
    return new Standing(charge, State.of(decision), decision.getReason(), decision.getRuleId());
  }

  BigDecimal amount() {
    return charge == null ? BigDecimal.ZERO : charge.getAmount();
  }
}
