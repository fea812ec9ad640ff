package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import java.util.LinkedHashMap;
import org.reactivestreams.Publisher;

/// Says in `/health` how one sink is: up while it runs; else since when it waits or is out, and
/// why.
@EachBean(SinkRunner.class)
@Readiness
final class SinkHealth implements HealthIndicator {
  private final SinkStatus status;

  SinkHealth(SinkRunner runner) {
    this.status = runner.status();
  }

  @Override
  public Publisher<HealthResult> getResult() {
    SinkState state = status.state();
    var details = new LinkedHashMap<String, Object>();
    details.put("state", state.kind().name());
    details.put("since", state.since().toString());
    if (!state.detail().isEmpty()) {
      details.put("detail", state.detail());
    }
    status.lastError().ifPresent(e -> details.put("lastError", e));
    HealthStatus health =
        switch (state.kind()) {
          case RUNNING -> HealthStatus.UP;
          case WAITING, OUTAGE, DEAD -> HealthStatus.DOWN;
        };
    return Publishers.just(
        HealthResult.builder("sink-" + status.sink(), health).details(details).build());
  }
}
