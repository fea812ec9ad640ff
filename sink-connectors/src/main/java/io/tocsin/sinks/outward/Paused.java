package io.tocsin.sinks.outward;

import java.util.List;

/// A destination that takes nothing because its configuration says so. Its events stay in Kafka
/// until it takes them again.
///
/// @param destination the one that is paused; never called, closed with this
/// @param reason for the operator
public record Paused(Destination destination, String reason) implements Destination {
  @Override
  public Idempotency idempotency() {
    return destination.idempotency();
  }

  @Override
  public int mostAtOnce() {
    return destination.mostAtOnce();
  }

  @Override
  public boolean follows() {
    return destination.follows();
  }

  @Override
  public boolean wants(Effect effect) {
    return destination.wants(effect);
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) {
    return deliveries.stream().<Answer>map(_ -> new Answer.Away(reason)).toList();
  }

  @Override
  public Sighting find(Delivery delivery) {
    return new Sighting.Failed(new Answer.Away(reason));
  }

  @Override
  public void close() {
    destination.close();
  }
}
