package io.tocsin.replay.job;

import java.math.BigDecimal;
import java.time.Duration;

/// What bounds every replay.
///
/// @param confirmAbove sum of absolute changes in any one currency above which a second person must
/// confirm
/// @param rate records a second where the operator names no other number
/// @param inFlight most replayed records that the normalizer has not taken yet
/// @param liveLag most live records that it has not taken yet; while there are more, replays wait
/// @param horizon how long the normalizer remembers an event; what arrived before is not replayed
public record Limits(
    BigDecimal confirmAbove, int rate, int inFlight, long liveLag, Duration horizon) {
  /// The highest rate that an operator may name.
  public static final int HIGHEST_RATE = 100_000;

  public Limits {
    if (confirmAbove.signum() < 0) {
      throw new IllegalArgumentException(
          "tocsin.replay.confirm-above is %s; it must not be negative".formatted(confirmAbove));
    }
    if (rate < 1 || rate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "tocsin.replay.rate is %d; it must be 1 to %d".formatted(rate, HIGHEST_RATE));
    }
    if (inFlight < 1 || liveLag < 0) {
      throw new IllegalArgumentException(
          "tocsin.replay.in-flight must be at least 1 and tocsin.replay.live-lag at least 0");
    }
    if (horizon.isNegative() || horizon.isZero()) {
      throw new IllegalArgumentException("tocsin.replay.horizon must be longer than nothing");
    }
  }
}
