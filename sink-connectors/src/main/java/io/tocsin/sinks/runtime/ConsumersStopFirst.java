package io.tocsin.sinks.runtime;

import io.micronaut.configuration.kafka.ConsumerRegistry;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;

/// Stops the consumers before anything that they use is closed, so that a batch under way is
/// finished instead of failing for want of a connection.
@Singleton
final class ConsumersStopFirst implements ApplicationEventListener<ShutdownEvent> {
  private final ConsumerRegistry consumers;

  ConsumersStopFirst(ConsumerRegistry consumers) {
    this.consumers = consumers;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    // Micronaut's registry is the owner of the consumers; closing it twice does no harm.
    if (consumers instanceof AutoCloseable owner) {
      try {
        owner.close();
      } catch (Exception e) { // AutoCloseable declares no narrower type.
        throw new IllegalStateException("the consumers do not stop", e);
      }
    }
  }
}
