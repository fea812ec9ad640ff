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
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import jakarta.inject.Singleton;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

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
            new PolicyTopology.Parts(
                () -> RecordReader.of(registry, CanonicalEvent.class),
                () -> RecordReader.of(registry, EventMoved.class),
                library,
                PolicyTopology.windows(RecordReader.of(registry, TestWindow.class)),
                PolicyTopology.rulings(RecordReader.of(registry, Ruling.class)),
                () -> OutageAwareSerializer.<Decision>of(registry),
                settings.horizon()));
    Properties config =
        StreamsRunner.config(
            settings.applicationId(), kafka, settings.stateDir(), settings.streamsConfig());
    // What the streams remember must be as safe as what they put out.
    config.putIfAbsent(
        StreamsConfig.topicPrefix("min.insync.replicas"),
        Integer.toString(kafka.minInsyncReplicas()));
    config.putIfAbsent(
        StreamsConfig.topicPrefix("max.message.bytes"), Integer.toString(Topics.MAX_RECORD_BYTES));
    return new StreamsRunner(topology::build, config, new Precondition(kafka, registry, library));
  }
}
