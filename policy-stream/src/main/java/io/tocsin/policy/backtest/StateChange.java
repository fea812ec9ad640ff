package io.tocsin.policy.backtest;

import java.util.Comparator;

/// From one end state to another.
record StateChange(State before, State after) implements Comparable<StateChange> {
  private static final Comparator<StateChange> ORDER =
      Comparator.comparing(StateChange::before).thenComparing(StateChange::after);

  /// How many events do it.
  ///
  /// @param withoutMoney how many of them without any line that differs
  record Count(int events, int withoutMoney) {
    Count plus(Count other) {
      return new Count(events + other.events, withoutMoney + other.withoutMoney);
    }
  }

  @Override
  public int compareTo(StateChange other) {
    return ORDER.compare(this, other);
  }
}
