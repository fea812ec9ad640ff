package io.tocsin.policy;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.stream.PolicyTopology;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Rulebook;
import jakarta.inject.Singleton;

/// Puts the policy stream together from its settings.
@Factory
final class PolicyFactory {
  /// False where the process is here for one command and not to run the stream.
  static final String RUN_STREAM = "tocsin.policy.run-stream";

  @Singleton
  RulebookLibrary library(RegistrySettings registry) {
    return new RulebookLibrary(RecordReader.of(registry, Rulebook.class));
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = RUN_STREAM, notEquals = StringUtils.FALSE)
  StreamsRunner stream(
      KafkaSettings kafka,
      RegistrySettings registry,
      PolicySettings settings,
      RulebookLibrary library) {
    var topology =
        new PolicyTopology(
            () -> RecordReader.of(registry, CanonicalEvent.class),
            library,
            () -> OutageAwareSerializer.<Decision>of(registry));
    return new StreamsRunner(
        topology::build,
        StreamsRunner.config(
            PolicyTopology.APPLICATION_ID, kafka, settings.stateDir(), settings.streamsConfig()),
        new Precondition(kafka, registry, library));
  }
}
