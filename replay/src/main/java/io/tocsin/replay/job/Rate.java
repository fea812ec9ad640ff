package io.tocsin.replay.job;

import java.util.function.LongSupplier;

/// So many records a second, evenly: what was not used is saved for half a second at most.
final class Rate {
  private static final double SECOND = 1e9;

  private final int perSecond;
  private final LongSupplier nanoTime;
  private double saved;
  private long since;

  Rate(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /// How many may be sent now.
  int allowed() {
    long now = nanoTime.getAsLong();
    saved = Math.min(Math.max(1, perSecond / 2.0), saved + (now - since) / SECOND * perSecond);
    since = now;
    return (int) saved;
  }

  /// Notes that some of them were sent.
  void used(int records) {
    saved -= records;
  }
}
