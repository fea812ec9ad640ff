package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.LongRunning;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.sinks.SinksApp;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the sinks begin once the tables, the topics and the schemas are there. Until then it tries
/// again and says in health and log what it waits for.
@Singleton
@Requires(property = SinksApp.RUN, notEquals = "false")
final class SinkStarter implements LongRunning, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkStarter.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final SinkDatabase database;
  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final Sinks sinks;
  private volatile @Nullable Thread thread;

  SinkStarter(SinkDatabase database, KafkaSettings kafka, RegistrySettings registry, Sinks sinks) {
    this.database = database;
    this.kafka = kafka;
    this.registry = registry;
    this.sinks = sinks;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("start-sinks").start(this::startWhenReady);
  }

  private void startWhenReady() {
    try {
      await("PostgreSQL at " + database.address(), database::migrate);
      await(
          "Kafka and the schema registry",
          () -> new Provisioner(kafka, registry).provision(List.of(), sinks.names()));
      sinks.runners().forEach(SinkRunner::open);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The app stops.
    } catch (Error e) {
      LOG.error("sinks cannot start", e);
      sinks
          .runners()
          .forEach(
              r -> r.status().dead(SinkStatus.Road.MAIN, Failures.words(e, Failures.NO_STATE)));
      throw e;
    }
  }

  private void await(String what, Runnable step) throws InterruptedException {
    String said = null;
    sinks.runners().forEach(r -> r.status().waiting(what));
    while (true) {
      try {
        step.run();
        return;
      } catch (RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        String missing = "%s: %s".formatted(what, App.rootMessage(e));
        if (!missing.equals(said)) {
          said = missing;
          LOG.warn("sinks wait for {}", missing);
          LOG.debug("sinks wait", e);
          sinks.runners().forEach(r -> r.status().waiting(missing));
        }
      }
      Thread.sleep(AGAIN);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    Thread starting = thread;
    if (starting != null) {
      starting.interrupt();
    }
  }
}
