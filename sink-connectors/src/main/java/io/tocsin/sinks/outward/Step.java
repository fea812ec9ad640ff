package io.tocsin.sinks.outward;

import java.time.Instant;
import java.util.Optional;

/// What is to be done next about one effect.
sealed interface Step {
  /// Nothing is sent.
  ///
  /// @param state what the journal says from now on
  /// @param written whether something stands as it should; else there was nothing to do
  /// @param words why
  record Settle(Row.State state, boolean written, String words) implements Step {}

  /// It is looked up first.
  ///
  /// @param firm when a look-up that finds nothing may be believed: a request sent earlier may
  /// still be under way until then. Empty = nothing was ever sent
  record LookUp(Optional<Instant> firm) implements Step {}

  /// It is sent.
  ///
  /// @param remoteId where it exists
  record Send(Optional<String> remoteId) implements Step {}

  /// It waits for something else and leaves to a retry topic.
  ///
  /// @param reason for what
  record Later(String reason) implements Step {}

  /// Only a person can go on.
  ///
  /// @param words why
  record Person(String words) implements Step {}
}
