package io.tocsin.normalizer.simulation;

import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Outcome;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What the model says must become of one raw record.
sealed interface Expected {
  /// It must be dead-lettered.
  record Letter(ReasonCode reason) implements Expected {}

  /// It must be taken as an event's.
  ///
  /// @param outcome NEW, REVISION or DUPLICATE
  /// @param revision which
  /// @param sameAs receipt of the event's first delivery; null for NEW
  /// @param ignored facts in which it contradicts what stands; null where it was met before, for
  /// what stood then is not asked
  /// @param pastHorizon whether the event happened longer ago than the memory reaches
  /// @param content what its canonical event must say; null for a DUPLICATE, which has none
  /// @param moved the move to another site that must be told; null = none
  /// @param exact false where what the event said at that time has been replaced since, so that a
  /// record met again cannot bring it back
  record Event(
      Outcome outcome,
      int revision,
      @Nullable String sameAs,
      @Nullable SortedSet<String> ignored,
      boolean pastHorizon,
      @Nullable Map<String, Object> content,
      @Nullable Move moved,
      boolean exact)
      implements Expected {}

  /// A revision that is at another site than the one before it.
  ///
  /// @param from site key of the one before it
  /// @param to its own site key, when it was made
  record Move(String from, String to) {}
}
