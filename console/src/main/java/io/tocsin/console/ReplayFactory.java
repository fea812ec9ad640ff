package io.tocsin.console;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.replay.difference.LiveForecast;
import io.tocsin.replay.job.DryRun;
import io.tocsin.replay.job.RawLog;
import io.tocsin.replay.job.ReplayRunner;
import io.tocsin.replay.job.Replays;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;

/// Gives the replays their database, their Kafka and their limits.
@Factory
final class ReplayFactory {
  private static final String SECRETS = "tocsin.secrets.directory";
  private static final String OBJECTS = "tocsin.objects.directory";

  @Singleton
  RawLog rawLog(
      KafkaSettings kafka,
      RegistrySettings registry,
      OperatorDatabase database,
      ReplaySettings settings) {
    return new RawLog(kafka, registry, database, settings.normalizerApplicationId());
  }

  @Singleton
  DryRun dryRun(
      KafkaSettings kafka,
      RegistrySettings registry,
      ReplaySettings settings,
      OperatorDatabase database,
      Environment environment) {
    var normalizer = new HashMap<String, Object>();
    normalizer.put("tocsin.normalizer.horizon", settings.horizon());
    normalizer.put("tocsin.normalizer.application-id", settings.normalizerApplicationId());
    // The normalizer's file refers to secrets that only the gateway reads.
    normalizer.put(SECRETS, environment.getProperty(SECRETS, String.class).orElse("/run/secrets"));
    environment
        .getProperty(OBJECTS, String.class)
        .ifPresent(directory -> normalizer.put(OBJECTS, directory));
    return new LiveForecast(
        new LiveForecast.Setting(
            kafka,
            registry,
            settings.normalizerFile().isBlank() ? null : Path.of(settings.normalizerFile().strip()),
            normalizer,
            settings.policyHorizon(),
            settings.mostEvents()),
        database);
  }

  @Singleton
  Replays replays(OperatorDatabase database, RawLog log, DryRun dryRun, ReplaySettings settings) {
    return new Replays(database, log, dryRun, settings.limits(), Clock.systemUTC());
  }

  @Singleton
  @Bean(preDestroy = "close")
  ReplayRunner replayRunner(
      OperatorDatabase database, RawLog log, KafkaSettings kafka, ReplaySettings settings) {
    return new ReplayRunner(database, log, kafka, settings.limits());
  }
}
