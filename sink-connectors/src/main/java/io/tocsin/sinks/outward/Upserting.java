package io.tocsin.sinks.outward;

/// A destination of class A: it inserts or updates by our key, so the same request twice is
/// harmless and nothing is ever looked up.
public interface Upserting extends Destination {
  @Override
  default Idempotency idempotency() {
    return new Idempotency.Upsert();
  }

  @Override
  default Sighting find(Delivery delivery) {
    throw new IllegalStateException("what is upserted is never looked up");
  }
}
