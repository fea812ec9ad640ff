package io.tocsin.gateway;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/// Makes the one producer that all deliveries share. One producer for each connection would cost a
/// thread and a buffer each.
@Factory
final class ProducerFactory {
  @Singleton
  @Bean(preDestroy = "close")
  Producer<String, RawEvent> producer(
      GatewaySettings settings, KafkaSettings kafka, RegistrySettings registry) {
    return new KafkaProducer<>(
        config(settings, kafka), new StringSerializer(), registry.serdes().serializer());
  }

  static Map<String, Object> config(GatewaySettings settings, KafkaSettings kafka) {
    int within = Math.toIntExact(settings.acknowledgeWithin().toMillis());
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "tocsin-gateway");
    // How long a record may be tried before its sender is told 503. Longer: fewer 503s while a
    // partition changes its leader, but senders with short timeouts give up first and never learn
    // of the record that was stored after all.
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, within);
    // One try. Two and a half of them fit into the whole, so that one lost answer is no 503.
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, within * 2 / 5);
    // How long send() may wait for metadata or room in the buffer. Longer: threads of senders pile
    // up in an outage; shorter: a slow first contact becomes a 503.
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) within / 2);
    // How long a dead or black-holed broker holds up the connection attempt; the default (10 s up
    // to 30 s) would use up the whole time of a delivery.
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) within / 5);
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, (long) within / 2);
    // After an outage the next try comes within a second; the default backs off up to the same,
    // said
    // here since "recovers by itself, soon" rests on it.
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    // A body of the largest size with its envelope must fit; the topics take as much.
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES + 65_536);
    // Raw bodies are JSON and XML kept for ever: a quarter of the disk for a little CPU here.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putAll(settings.producerOverrides());
    // Last, so that nothing overrides it: a 2xx means that every in-sync replica has the bytes,
    // and a retry inside the client never writes them twice or out of order.
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return config;
  }
}
