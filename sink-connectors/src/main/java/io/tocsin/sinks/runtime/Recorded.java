package io.tocsin.sinks.runtime;

import org.jspecify.annotations.Nullable;

/// What `sink_writes` says of one sink and one event.
///
/// @param version the newest version that the sink has met
/// @param status how it stands with that version
public record Recorded(Version version, WriteStatus status) {
  /// Whether a version may still have an effect: it is newer than what is recorded, or the same and
  /// not dealt with yet. An older one never changes anything.
  ///
  /// @param recorded what is recorded; null where the sink has not met the event
  public static boolean admits(@Nullable Recorded recorded, Version version) {
    if (recorded == null) {
      return true;
    }
    int order = version.compareTo(recorded.version());
    return order > 0 || (order == 0 && !recorded.status().settled());
  }
}
