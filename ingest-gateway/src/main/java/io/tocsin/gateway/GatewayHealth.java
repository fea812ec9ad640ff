package io.tocsin.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import org.reactivestreams.Publisher;

/// Says in `/health` whether the gateway can take deliveries: ready once topics and schemas are
/// there. How the last publish ended is told, but does not make it unready: an instance that gets
/// no more deliveries could never prove that Kafka is back, and its 503s tell senders more than a
/// balancer's.
@Singleton
@Readiness
@Requires(beans = HealthEndpoint.class)
final class GatewayHealth implements HealthIndicator {
  private final Provisioning provisioning;
  private final RawPublisher publisher;
  private final InFlight inFlight;
  private final Intake intake;

  GatewayHealth(
      Provisioning provisioning, RawPublisher publisher, InFlight inFlight, Intake intake) {
    this.provisioning = provisioning;
    this.publisher = publisher;
    this.inFlight = inFlight;
    this.intake = intake;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    var details = new LinkedHashMap<String, Object>();
    details.put("provisioning", provisioning.waiting().orElse("done"));
    details.put("in-flight", inFlight.taken());
    details.put("heartbeats", intake.heartbeats());
    publisher
        .last()
        .ifPresent(
            last -> {
              details.put("last-publish", last.acknowledged() ? "acknowledged" : "failed");
              details.put("last-publish-at", last.at().toString());
            });
    boolean ready = provisioning.waiting().isEmpty();
    return Publishers.just(
        HealthResult.builder("gateway", ready ? HealthStatus.UP : HealthStatus.DOWN)
            .details(details)
            .build());
  }
}
