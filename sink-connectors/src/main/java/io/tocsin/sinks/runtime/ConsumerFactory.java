package io.tocsin.sinks.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micronaut.configuration.kafka.KafkaConsumerFactory;
import io.micronaut.configuration.kafka.config.KafkaConsumerConfiguration;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.env.Environment;
import io.tocsin.platform.KafkaSettings;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Makes the consumers of the sinks.
///
/// - Records come as bytes and are decoded by us, so that what cannot be decoded is not stepped
///   over.
/// - Offsets are committed by us, after the effect; a new group reads from the beginning of the
///   log.
/// - What an aborted transaction of the streams wrote is not read.
/// - `session.timeout.ms` 10 s: how long a killed instance keeps its partitions. Shorter means a
///   faster take-over, but a long pause looks like a death.
/// - `allow.auto.create.topics` false: a broker would make them with one partition.
@Singleton
final class ConsumerFactory {
  /// The consumer group of a sink. Never changed without moving its offsets.
  static String group(String sink) {
    return "tocsin-sink-" + sink;
  }

  private final KafkaConsumerFactory consumers;
  private final KafkaDefaultConfiguration defaults;
  private final Environment environment;
  private final KafkaSettings kafka;
  private final MeterRegistry meters;

  ConsumerFactory(
      KafkaConsumerFactory consumers,
      KafkaDefaultConfiguration defaults,
      Environment environment,
      KafkaSettings kafka,
      MeterRegistry meters) {
    this.consumers = consumers;
    this.defaults = defaults;
    this.environment = environment;
    this.kafka = kafka;
    this.meters = meters;
  }

  /// A consumer, not subscribed yet, and its metrics.
  ///
  /// @param consumer to be closed by the caller
  /// @param metrics shown until closed
  record Made(Consumer<byte[], byte[]> consumer, KafkaClientMetrics metrics)
      implements AutoCloseable {
    @Override
    public void close() {
      metrics.close();
      consumer.close();
    }
  }

  /// Makes a consumer.
  ///
  /// @param mostAtOnce most records of a poll
  Made make(String sink, SinkStatus.Road road, int mostAtOnce) {
    String id = group(sink) + (road == SinkStatus.Road.MAIN ? "" : "-retry");
    var configuration = new KafkaConsumerConfiguration<byte[], byte[]>(id, defaults, environment);
    configuration.setKeyDeserializer(new ByteArrayDeserializer());
    configuration.setValueDeserializer(new ByteArrayDeserializer());
    Map.ofEntries(
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, group(sink)),
            Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, id),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000"),
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000"),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(mostAtOnce)),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"))
        .forEach((k, v) -> configuration.getConfig().put(k, v));
    // Last, so that an operator has the last word.
    kafka.clientConfig().forEach((k, v) -> configuration.getConfig().put(k, v));
    Consumer<byte[], byte[]> consumer = consumers.createConsumer(configuration);
    var metrics = new KafkaClientMetrics(consumer);
    metrics.bindTo(meters);
    return new Made(consumer, metrics);
  }
}
