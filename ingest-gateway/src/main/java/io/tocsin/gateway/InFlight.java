package io.tocsin.gateway;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/// Bounds how many deliveries are worked on at one time, and with that the threads, the memory of
/// their bodies and the load on Kafka. What is above is turned away at once instead of queueing.
@Singleton
final class InFlight {
  private final int most;
  private final Semaphore places;

  InFlight(GatewaySettings settings) {
    this.most = settings.maxInFlight();
    this.places = new Semaphore(most);
  }

  /// Takes a place; false where none is free. Whoever took one gives it back by [#leave].
  boolean enter() {
    return places.tryAcquire();
  }

  void leave() {
    places.release();
  }

  /// Places that are taken.
  int taken() {
    return most - places.availablePermits();
  }
}
