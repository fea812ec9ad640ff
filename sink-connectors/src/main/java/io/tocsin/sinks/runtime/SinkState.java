package io.tocsin.sinks.runtime;

import java.time.Instant;

/// How a sink is.
///
/// @param kind which state
/// @param since since when, UTC
/// @param detail what it waits for, or what failed, without payload; empty while it runs
public record SinkState(Kind kind, Instant since, String detail) {
  /// The states.
  public enum Kind {
    /// Has not begun: something that it needs to start is missing.
    WAITING,
    /// Reads and writes.
    RUNNING,
    /// The other side asked to wait; it goes on by itself.
    THROTTLED,
    /// What it needs is away; it tries again by itself and loses nothing.
    OUTAGE,
    /// Its thread has ended by a fault of the program or the machine: the process must be started
    /// anew.
    DEAD
  }
}
