package io.tocsin.console;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/// Says in `/health` whether the books close. Where they do not, it warns and no more: the console
/// goes on answering, and a restart would not make them balance.
@Singleton
@Requires(beans = HealthEndpoint.class)
final class BooksHealth implements HealthIndicator {
  private static final int ABOVE_UP = 100;
  private static final HealthStatus WARN =
      new HealthStatus("WARN", "the books do not close", true, ABOVE_UP);

  private final CloseDesk desk;

  BooksHealth(CloseDesk desk) {
    this.desk = desk;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        desk.trouble()
            .map(sentence -> result(WARN, sentence))
            .orElseGet(() -> result(HealthStatus.UP, "nothing keeps a day from being closed")));
  }

  private static HealthResult result(HealthStatus status, String detail) {
    return HealthResult.builder("books", status).details(Map.of("detail", detail)).build();
  }
}
