package io.tocsin.gateway;

import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.LongRunning;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes sure at start that the topics and schemas of all sources exist. Until it has, deliveries
/// are answered 503; while Kafka or the registry is away it tries again.
@Singleton
class Provisioning implements LongRunning {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioning.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Provisioner provisioner;
  private final List<String> sources;
  private volatile @Nullable String waiting = "not started";
  private @Nullable Thread thread;

  Provisioning(KafkaSettings kafka, RegistrySettings registry, Sources sources) {
    this.provisioner = new Provisioner(kafka, registry);
    this.sources = sources.names();
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("provision-gateway").start(this::untilDone);
  }

  private void untilDone() {
    String said = null;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        provisioner.provision(sources);
        waiting = null;
        LOG.info("sources={} topics and schemas are there", sources);
        return;
      } catch (RuntimeException e) {
        String why = App.rootMessage(e);
        waiting = why;
        if (!why.equals(said)) {
          said = why;
          LOG.warn("topics and schemas are not there yet, trying again: {}", why);
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What is still missing; empty once everything is there.
  Optional<String> waiting() {
    return Optional.ofNullable(waiting);
  }

  @PreDestroy
  void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
