package io.tocsin.sinks.outward;

import java.time.Duration;
import java.util.Optional;

/// What became of one delivery, as judged by the one who knows the destination. Words are for
/// people: plain text, bounded, without secrets.
public sealed interface Answer {
  /// It stands.
  ///
  /// @param remoteId the destination's id of it; empty text where it has none
  /// @param words for the story of the event, for example `ticket 35 created`
  record Stands(String remoteId, String words) implements Answer {}

  /// The destination understood and declines (closed period, unknown customer): a person must look.
  ///
  /// @param words the destination's own words
  record Refused(String words) implements Answer {}

  /// This content can never be taken: a defect of data or configuration. Dead-lettered.
  ///
  /// @param reason what is wrong, without payload
  record Poison(String reason) implements Answer {}

  /// The destination asks to wait; nothing happened.
  ///
  /// @param delay for how long; empty where it does not say
  /// @param reason its words
  record Throttled(Optional<Duration> delay, String reason) implements Answer {}

  /// The destination cannot be used now, and this delivery has certainly had no effect: no
  /// connection, credentials refused.
  ///
  /// @param reason why
  record Away(String reason) implements Answer {}

  /// The request went out and no sure answer came back: it may have had its effect, or still have
  /// it.
  ///
  /// @param reason what came instead of an answer
  record Unknown(String reason) implements Answer {}

  /// What stands there was changed by another since it was read, and nothing happened: to be read
  /// and done again at once.
  ///
  /// @param reason what the destination says
  record Stale(String reason) implements Answer {}
}
