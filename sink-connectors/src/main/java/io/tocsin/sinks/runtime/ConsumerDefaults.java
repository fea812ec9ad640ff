package io.tocsin.sinks.runtime;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.tocsin.platform.KafkaSettings;
import jakarta.inject.Singleton;

/// Gives the consumers the client settings of `tocsin.kafka`, so that security and the like are
/// written once for all clients.
@Singleton
final class ConsumerDefaults implements BeanCreatedEventListener<KafkaDefaultConfiguration> {
  private final KafkaSettings kafka;

  ConsumerDefaults(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public KafkaDefaultConfiguration onCreated(BeanCreatedEvent<KafkaDefaultConfiguration> event) {
    KafkaDefaultConfiguration defaults = event.getBean();
    defaults.getConfig().putAll(kafka.clientConfig());
    return defaults;
  }
}
