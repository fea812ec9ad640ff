package io.tocsin.normalizer.rehearsal;

import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventMoved;
import org.jspecify.annotations.Nullable;

/// What one raw record would become.
public sealed interface Result {
  /// It makes a revision.
  ///
  /// @param stood the revision that stands now; 0 where the event is new
  /// @param event the one that it makes
  /// @param moved the event's move to another site; null where it stays
  record Changed(int stood, CanonicalEvent event, @Nullable EventMoved moved) implements Result {}

  /// It changes nothing.
  ///
  /// @param eventKey its event
  /// @param revision the revision that stands
  record Unchanged(String eventKey, int revision) implements Result {}

  /// It is no event.
  ///
  /// @param code why
  /// @param reason why, in a sentence without content
  record DeadLettered(ReasonCode code, String reason) implements Result {}

  /// It is older than the horizon, and what was known of its event may be forgotten: it is left
  /// alone.
  ///
  /// @param eventKey its event
  record Forgotten(String eventKey) implements Result {}
}
