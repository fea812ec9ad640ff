package io.tocsin.normalizer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.registry.HttpRegistry;
import io.tocsin.schemas.Topics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/// Puts the app together.
@Factory
public final class NormalizerFactory {
  /// Set to false by a process that shares the settings but must not run the stream.
  public static final String RUN_PROPERTY = "tocsin.normalizer.run";

  @Singleton
  NormalizerTopology.Parts parts(
      RegistrySettings registry,
      NormalizerSettings settings,
      Vendors vendors,
      @Nullable ObjectStore objects,
      MeterRegistry meters) {
    return new NormalizerTopology.Parts(
        registry.serdes(),
        new HttpRegistry(registry.url()),
        vendors.adapters(),
        vendors::source,
        vendors.refiner(),
        new Bodies(objects),
        new ContentMapper(settings.maxSkew(), settings.maxAhead(), settings.maxBehind()),
        settings.horizon(),
        new NormalizerMetrics(meters));
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = RUN_PROPERTY, notEquals = "false")
  StreamsRunner stream(
      KafkaSettings kafka,
      RegistrySettings registry,
      NormalizerSettings settings,
      NormalizerTopology.Parts parts,
      MeterRegistry meters) {
    var topology = new NormalizerTopology(parts);
    var config =
        StreamsRunner.config(
            settings.applicationId(),
            kafka,
            settings.stateDir(),
            settings.streams() == null ? Map.of() : settings.streams());
    // The changelog of what was seen is as dear as the raw log: without it duplicates would be
    // charged again.
    config.putIfAbsent(
        StreamsConfig.topicPrefix("min.insync.replicas"),
        Integer.toString(kafka.minInsyncReplicas()));
    // What is remembered of one event may be larger than the broker's own limit for a record.
    config.putIfAbsent(
        StreamsConfig.topicPrefix("max.message.bytes"), Integer.toString(Topics.MAX_RECORD_BYTES));
    return new StreamsRunner(topology::build, config, missing(kafka, registry), meters);
  }

  private static Supplier<Optional<String>> missing(
      KafkaSettings kafka, RegistrySettings registry) {
    var provisioned = new AtomicBoolean();
    return () -> {
      if (!provisioned.get()) {
        new Provisioner(kafka, registry).provision(List.of());
        provisioned.set(true);
      }
      try (var bytes = new ByteArrayDeserializer()) {
        return CompactedTopic.read(kafka, Topics.CONFIG_CODE_MAPPINGS, bytes).isEmpty()
            ? Optional.of(
                "no code mapping has been published to config.code-mappings; without one every"
                    + " event would be in review: run `normalizer-stream publish-config <dir>`")
            : Optional.empty();
      }
    };
  }
}
