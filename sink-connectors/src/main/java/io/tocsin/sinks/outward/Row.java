package io.tocsin.sinks.outward;

import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.time.Instant;
import java.util.Optional;

/// What the journal knows of one effect.
///
/// @param version the newest version that wanted it
/// @param state whether it stands outside
/// @param remoteId the destination's id of it, where it is known to exist or to have existed
/// @param content hash of what stands there
/// @param sending hash of what is being sent; empty where nothing is
/// @param firstSentAt when this very content was first sent
/// @param sentAt when it was last sent
/// @param refusals how often the destination has declined it
/// @param status how the sink stands with it
record Row(
    Version version,
    State state,
    Optional<String> remoteId,
    Optional<String> content,
    Optional<String> sending,
    Optional<Instant> firstSentAt,
    Optional<Instant> sentAt,
    int refusals,
    WriteStatus status) {
  /// Whether an effect stands outside.
  enum State {
    /// Not made.
    ABSENT,
    /// A request is under way, or its outcome is unknown.
    SENDING,
    /// Made.
    STANDS,
    /// A charge and its reversal that met before either was sent.
    CANCELLED
  }
}
