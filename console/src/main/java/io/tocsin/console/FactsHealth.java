package io.tocsin.console;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;

/// Says in `/health` whether the facts can be read, and what the console waits for. Readiness only:
/// a restart of the console would not bring PostgreSQL back.
@Singleton
@Readiness
@Requires(beans = HealthEndpoint.class)
final class FactsHealth implements HealthIndicator {
  private final FactsDatabase database;
  private final ExecutorService blocking;

  FactsHealth(FactsDatabase database, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.database = database;
    this.blocking = blocking;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(
        () -> CompletableFuture.supplyAsync(this::look, blocking));
  }

  private HealthResult look() {
    try {
      database.read(Tables::readable);
      return result(HealthStatus.UP, "the facts can be read");
    } catch (FactsUnavailable e) {
      return result(HealthStatus.DOWN, e.sentence());
    } catch (IllegalStateException e) {
      return result(HealthStatus.DOWN, "the facts cannot be read; the console's log says why");
    }
  }

  private static HealthResult result(HealthStatus status, String detail) {
    return HealthResult.builder("facts", status).details(Map.of("detail", detail)).build();
  }
}
