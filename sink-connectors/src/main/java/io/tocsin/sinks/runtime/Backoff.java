package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The pauses of an outage: each about twice the one before, up to a longest one. A third of each
/// is random, so that many instances do not all come back in the same moment.
final class Backoff {
  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /// The pause after one more failure.
  Duration next() {
    double whole =
        Math.min(
            (double) longest.toMillis(),
            first.toMillis() * Math.pow(2, Math.min(failures, MOST_DOUBLINGS)));
    failures++;
    return Duration.ofMillis(Math.max(1, Math.round(whole * (2 + random.nextDouble()) / 3)));
  }

  /// After a success.
  void reset() {
    failures = 0;
  }
}
