package io.tocsin.sinks.standin;

import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Sighting;
import jakarta.inject.Singleton;
import java.util.List;

/// A kind of sink that reads the settings of the way out and takes whatever comes. In this package
/// so that the sinks find it as they find any other.
@Singleton
final class StandInKind implements Kind {
  @Override
  public String name() {
    return "stand-in";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    outside.ready();
    return new Destination() {
      @Override
      public Idempotency idempotency() {
        return new Idempotency.Upsert();
      }

      @Override
      public List<Answer> send(List<Delivery> deliveries) {
        return deliveries.stream()
            .<Answer>map(d -> new Answer.Stands(d.effect().key(), "taken"))
            .toList();
      }

      @Override
      public Sighting find(Delivery delivery) {
        throw new IllegalStateException("class A is never looked up");
      }
    };
  }
}
