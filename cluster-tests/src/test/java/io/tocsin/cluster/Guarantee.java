package io.tocsin.cluster;

import java.util.List;

/// Something that the normalizer promises whatever happens to it. It is told of every delivery that
/// Kafka has taken, and looks at everything that came of them when all is quiet again.
interface Guarantee {
  /// A delivery was acknowledged; called by the producer's thread.
  default void acknowledged(Delivery delivery) {}

  /// @throws AssertionError where the promise is broken
  void check(Records records);

  /// All of them.
  static List<Guarantee> all() {
    return List.of(
        new NothingAcknowledgedIsLost(),
        new OneDeliveryForEachRawRecord(),
        new TheSumsMatch(),
        new RevisionsHaveNoGap(),
        new EveryMoveIsToldOnce(),
        new DeadLettersAreTheOriginals(),
        new OutcomesAreTheModels());
  }
}
