package io.tocsin.policy.backtest;

/// More events than may be held in memory.
public final class TooManyEvents extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int most;

  /// @param most how many may
  public TooManyEvents(int most) {
    super("more than %d events would have to be held in memory".formatted(most));
    this.most = most;
  }

  /// How many may be held.
  public int most() {
    return most;
  }
}
