package io.tocsin.replay.job;

import java.time.Instant;
import java.util.Map;

/// Offsets of a raw topic, by partition.
interface RawPositions {
  /// The first that is there.
  Map<Integer, Long> first();

  /// The first that the normalizer has not taken yet.
  Map<Integer, Long> taken();

  /// That of the first record that arrived at a time or later; the end where there is none.
  Map<Integer, Long> at(Instant time);
}
