package io.tocsin.sinks.lines;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.tocsin.sinks.SinksApp;
import io.tocsin.sinks.runtime.SinkState;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/// Says in `/health` how the publisher of lines is, in the words that the sinks use.
@Singleton
@Requires(property = SinksApp.RUN, notEquals = "false")
@Readiness
final class LineHealth implements HealthIndicator {
  private final LinePublisher publisher;

  LineHealth(LinePublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    SinkState state = publisher.state();
    HealthStatus health =
        switch (state.kind()) {
          case RUNNING -> HealthStatus.UP;
          case WAITING, THROTTLED, OUTAGE, DEAD -> HealthStatus.DOWN;
        };
    return Publishers.just(
        HealthResult.builder("billing-lines", health)
            .details(
                Map.of(
                    "state",
                    state.kind().name(),
                    "since",
                    state.since().toString(),
                    "detail",
                    state.detail()))
            .build());
  }
}
