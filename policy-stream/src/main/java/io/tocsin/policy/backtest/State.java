package io.tocsin.policy.backtest;

import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An end state with its reason code.
///
/// @param reasonCode null where it has none
record State(EndState end, @Nullable String reasonCode) implements Comparable<State> {
  private static final Comparator<State> ORDER =
      Comparator.comparing(State::end)
          .thenComparing(state -> state.reasonCode() == null ? "" : state.reasonCode());

  static State of(Decision decision) {
    return new State(decision.getEndState(), decision.getReasonCode());
  }

  /// For example `not billable (ON_TEST)`.
  String words() {
    String state = end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return reasonCode == null ? state : "%s (%s)".formatted(state, reasonCode);
  }

  @Override
  public int compareTo(State other) {
    return ORDER.compare(this, other);
  }
}
