package io.tocsin.sinks.runtime;

import io.tocsin.platform.ReasonCode;
import java.time.Duration;
import java.time.Instant;

/// Where a rejected record goes.
sealed interface Departure {
  /// The topic.
  String topic();

  /// To be tried again.
  ///
  /// @param topic retry topic of this sink
  /// @param delay how long it waits
  /// @param notBefore when it may be tried
  record Retry(String topic, Duration delay, Instant notBefore) implements Departure {}

  /// For good, until an operator redrives it.
  ///
  /// @param topic dead-letter topic of this sink
  /// @param code why
  record Dead(String topic, ReasonCode code) implements Departure {}
}
