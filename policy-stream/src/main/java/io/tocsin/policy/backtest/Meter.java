package io.tocsin.policy.backtest;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import org.jspecify.annotations.Nullable;

/// What is charged for.
public enum Meter {
  /// Dispatch, patrol, service: [Decision#getCharge].
  RESPONSE("response"),
  /// The volume of signals: [Decision#getSignalCharge].
  SIGNALS("signals");

  private final String word;

  Meter(String word) {
    this.word = word;
  }

  /// As it is shown.
  String word() {
    return word;
  }

  @Nullable Charge chargeOf(Decision decision) {
    return switch (this) {
      case RESPONSE -> decision.getCharge();
      case SIGNALS -> decision.getSignalCharge();
    };
  }
}
