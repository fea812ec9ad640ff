package io.tocsin.normalizer;

import io.tocsin.schemas.Position;

/// Compares raw positions. Deliveries of one event stand in one partition, so those of two
/// partitions are never compared as earlier and later.
final class Positions {
  private Positions() {}

  /// A position in the form in which it is remembered.
  static SeenPosition seen(Position at) {
    return new SeenPosition(at.getTopic(), at.getPartition(), at.getOffset());
  }

  /// Whether a record is the remembered one.
  static boolean same(SeenPosition seen, Position at) {
    return seen.getOffset() == at.getOffset() && samePartition(seen, at);
  }

  /// Whether a record stands at the remembered position or before it: it is met again, or late.
  static boolean upTo(SeenPosition seen, Position at) {
    return at.getOffset() <= seen.getOffset() && samePartition(seen, at);
  }

  /// The further one of two positions of one event.
  static SeenPosition later(SeenPosition one, SeenPosition other) {
    return one.getOffset() >= other.getOffset() ? one : other;
  }

  private static boolean samePartition(SeenPosition seen, Position at) {
    return seen.getPartition() == at.getPartition() && seen.getTopic().equals(at.getTopic());
  }
}
