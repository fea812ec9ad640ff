package io.tocsin.sinks.outward;

import io.tocsin.sinks.runtime.Failure;
import io.tocsin.sinks.runtime.Progress;

/// What became of one job.
sealed interface Fate {
  /// Dealt with; the journal says how.
  record Done() implements Fate {}

  /// Not begun, or another instance is at it: to be done again.
  record Untouched() implements Fate {}

  /// The record leaves the straight way.
  record Leaves(Failure failure) implements Fate {}

  /// The request had no sure answer. Whether that is the record's fault or the destination's shows
  /// by the others.
  record Suspect(String reason) implements Fate {}

  /// Nobody gets through now.
  record Held(Progress.Hold hold) implements Fate {}
}
