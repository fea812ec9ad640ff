package io.tocsin.platform;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/// Says in `/health` how the app's stream is: ready while it runs, alive until its client has
/// failed for good.
final class StreamsHealth {
  private StreamsHealth() {}

  @Singleton
  @Readiness
  @Requires(beans = {HealthEndpoint.class, StreamsRunner.class})
  static final class Ready implements HealthIndicator {
    private final StreamsRunner runner;

    Ready(StreamsRunner runner) {
      this.runner = runner;
    }

    @Override
    public Publisher<HealthResult> getResult() {
      boolean up = runner.state().filter(s -> s == KafkaStreams.State.RUNNING).isPresent();
      return result("stream", up, runner);
    }
  }

  @Singleton
  @Liveness
  @Requires(beans = {HealthEndpoint.class, StreamsRunner.class})
  static final class Alive implements HealthIndicator {
    private final StreamsRunner runner;

    Alive(StreamsRunner runner) {
      this.runner = runner;
    }

    @Override
    public Publisher<HealthResult> getResult() {
      return result("stream-alive", !runner.failed(), runner);
    }
  }

  private static Publisher<HealthResult> result(String name, boolean up, StreamsRunner runner) {
    String waiting = runner.waiting();
    String detail = waiting != null ? waiting : runner.state().map(Enum::name).orElse("starting");
    return Publishers.just(
        HealthResult.builder(name, up ? HealthStatus.UP : HealthStatus.DOWN)
            .details(Map.of("application", runner.name(), "detail", detail))
            .build());
  }
}
