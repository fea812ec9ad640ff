package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps a sink from what does not answer: open after an outage or a request to wait, half-open
/// once the pause is over, closed again by the first success. Shared by the roads of one sink. Safe
/// for many threads.
final class Breaker {
  /// How it stands.
  enum State {
    /// Everything passes.
    CLOSED(0),
    /// The pause is over, and nothing has succeeded yet: a little passes.
    HALF_OPEN(1),
    /// Nothing passes.
    OPEN(2);

    /// As the metric shows it.
    final int level;

    State(int level) {
      this.level = level;
    }
  }

  private final Backoff backoff;
  private final InstantSource clock;
  private boolean tripped;
  private Instant until = Instant.MIN;

  Breaker(Backoff backoff, InstantSource clock) {
    this.backoff = backoff;
    this.clock = clock;
  }

  /// Opens it.
  ///
  /// @param told for how long the other side asked to wait; else the pause grows with each failure
  /// @return how long it stays open from now on
  synchronized Duration open(Optional<Duration> told) {
    Instant now = clock.instant();
    Duration own = backoff.next();
    Instant asked = now.plus(told.orElse(own));
    tripped = true;
    until = asked.isAfter(until) ? asked : until;
    return Duration.between(now, until);
  }

  /// How long nothing may pass; zero where something may.
  synchronized Duration remaining() {
    Duration remaining = Duration.between(clock.instant(), until);
    return tripped && remaining.isPositive() ? remaining : Duration.ZERO;
  }

  /// How it stands now.
  synchronized State state() {
    if (!tripped) {
      return State.CLOSED;
    }
    return remaining().isZero() ? State.HALF_OPEN : State.OPEN;
  }

  /// After a success.
  synchronized void close() {
    if (tripped && clock.instant().isBefore(until)) {
      return; // A success that was under way when the other road was told to wait.
    }
    tripped = false;
    backoff.reset();
  }
}
