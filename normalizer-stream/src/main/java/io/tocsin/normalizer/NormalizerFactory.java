package io.tocsin.normalizer;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.platform.registry.HttpRegistry;
import io.tocsin.schemas.Topics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/// Puts the app together.
@Factory
final class NormalizerFactory {
  /// Set to false by a process that shares the settings but must not run the stream.
  static final String RUN_PROPERTY = "tocsin.normalizer.run";

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = RUN_PROPERTY, notEquals = "false")
  StreamsRunner stream(
      KafkaSettings kafka,
      RegistrySettings registry,
      NormalizerSettings settings,
      List<SourceSettings> sources,
      List<VendorMapper> vendors) {
    Map<String, Source> read =
        sources.stream()
            .map(SourceSettings::source)
            .collect(Collectors.toMap(Source::name, Function.identity()));
    var topology =
        new NormalizerTopology(
            registry.serdes(),
            new HttpRegistry(registry.url()),
            vendors,
            name -> read.getOrDefault(name, Source.unconfigured(name)),
            new ContentMapper(settings.maxAhead(), settings.maxBehind()));
    var config =
        StreamsRunner.config(
            NormalizerTopology.APPLICATION_ID,
            kafka,
            settings.stateDir(),
            settings.streams() == null ? Map.of() : settings.streams());
    // The changelog of what was seen is as dear as the raw log: without it duplicates would be
    // charged again.
    config.putIfAbsent(
        StreamsConfig.topicPrefix("min.insync.replicas"),
        Integer.toString(kafka.minInsyncReplicas()));
    return new StreamsRunner(topology::build, config, missing(kafka, registry));
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
