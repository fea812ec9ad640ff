package io.tocsin.policy;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.tocsin.policy.stream.RulebookLibrary;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/// Says in `/health` whether a published rulebook was left out because it does not validate. Part
/// of neither readiness nor liveness: the stream works on with the other versions, and starting it
/// again would mend nothing.
@Singleton
@Requires(beans = HealthEndpoint.class)
final class RulebookHealth implements HealthIndicator {
  private final RulebookLibrary library;

  RulebookHealth(RulebookLibrary library) {
    this.library = library;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Map<String, String> refused = library.refused();
    return Publishers.just(
        HealthResult.builder("rulebooks", refused.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
            .details(Map.of("usable", library.usable(), "left-out", refused))
            .build());
  }
}
