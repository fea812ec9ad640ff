package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.tocsin.sinks.SinksApp;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/// Says in `/health` how each sink is: up while it runs; else since when it waits or is out, and
/// why.
@Singleton
@Requires(property = SinksApp.RUN, notEquals = "false")
@Readiness
final class SinkHealth implements HealthIndicator {
  private final Sinks sinks;

  SinkHealth(Sinks sinks) {
    this.sinks = sinks;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Flux.fromIterable(
        sinks.runners().stream().map(runner -> result(runner.status())).toList());
  }

  private static HealthResult result(SinkStatus status) {
    SinkState state = status.state();
    var details = new LinkedHashMap<String, Object>();
    details.put("state", state.kind().name());
    details.put("since", state.since().toString());
    details.put("lag", status.lag());
    if (!state.detail().isEmpty()) {
      details.put("detail", state.detail());
    }
    status.lastError().ifPresent(e -> details.put("lastError", e));
    HealthStatus health =
        switch (state.kind()) {
          case RUNNING -> HealthStatus.UP;
          case WAITING, THROTTLED, OUTAGE, DEAD -> HealthStatus.DOWN;
        };
    return HealthResult.builder("sink-" + status.sink(), health).details(details).build();
  }
}
