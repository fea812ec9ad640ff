package io.tocsin.policy;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.util.StringUtils;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.window.StandingWindows;
import io.tocsin.schemas.TestWindow;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names in `/health` the test windows without an end that have been on for too long. Always up: a
/// forgotten window is for a person to look at and no fault of the stream.
///
/// The windows are read anew, aside, when somebody asks and what is known is older than a minute; a
/// question is never kept waiting for Kafka.
@Singleton
@Requires(beans = HealthEndpoint.class)
@Requires(property = PolicyFactory.RUN_STREAM, notEquals = StringUtils.FALSE)
final class WindowHealth implements HealthIndicator {
  private static final Logger LOG = LoggerFactory.getLogger(WindowHealth.class);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST_NAMED = 20;

  private final WindowPublisher publisher;
  private final Duration limit;
  private final AtomicBoolean reading = new AtomicBoolean();

  /// Reading a topic that is not there could let the broker make it, with its own settings.
  private volatile boolean provisioned;

  private volatile Map<String, Object> known = Map.of("known", false);
  private volatile long readAt = System.nanoTime() - FRESH.toNanos();

  WindowHealth(KafkaSettings kafka, RegistrySettings registry, PolicySettings settings) {
    this.publisher = new WindowPublisher(kafka, registry);
    this.limit = settings.openWindowWarning();
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        HealthResult.builder("test-windows", HealthStatus.UP).details(details()).build());
  }

  /// What is known by now.
  Map<String, Object> details() {
    if (System.nanoTime() - readAt >= FRESH.toNanos() && reading.compareAndSet(false, true)) {
      // A Kafka client's classes are not to be initialised on a carrier thread.
      Thread.ofPlatform().daemon().name("test-windows-health").start(this::read);
    }
    return known;
  }

  private void read() {
    try {
      StandingWindows standing = provisioned ? publisher.look() : publisher.standing();
      provisioned = true;
      List<String> forgotten = standing.forgotten(limit).stream().map(TestWindow::getId).toList();
      known =
          Map.of(
              "open-for-too-long", forgotten.size(),
              "named", forgotten.stream().limit(MOST_NAMED).toList());
    } catch (RuntimeException e) { // Kafka or the registry is away: what was known stands.
      LOG.debug("the test windows cannot be read: {}", e.getMessage());
    } finally {
      readAt = System.nanoTime();
      reading.set(false);
    }
  }
}
