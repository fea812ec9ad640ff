package io.tocsin.normalizer.simulation;

import java.time.Duration;

/// The lengths of time by which topology and model are set up.
final class Rules {
  /// How long an event is remembered. Short, so that a simulation outlives it.
  static final Duration HORIZON = Duration.ofDays(10);

  /// How far after its receipt an event may claim to have happened before that is noted.
  static final Duration MAX_SKEW = Duration.ofMinutes(10);

  /// How far after it before its time is absurd.
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  /// How far before it likewise.
  static final Duration MAX_BEHIND = Duration.ofDays(60);

  private Rules() {}
}
