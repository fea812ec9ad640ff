package io.tocsin.replay.job;

import java.util.Map;

/// How far a replay is.
///
/// @param positions the next raw offset of each partition
/// @param sent how many records before them were sent
record Reached(Map<Integer, Long> positions, long sent) {
  Reached {
    positions = Map.copyOf(positions);
  }
}
