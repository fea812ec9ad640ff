package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RetryPlanTest {
  private static final Instant NOW = Instant.parse("2026-03-02T04:05:06Z");
  private final RetryPlan plan = new RetryPlan("billing", Topics.RETRY_DELAYS);

  private Departure uncertain(int attempts) {
    return plan.next(
        new Failure(FailureClass.UNCERTAIN, ReasonCode.RETRIES_EXHAUSTED, "odd"), attempts, NOW);
  }

  @Test
  void uncertainGoesThroughEachDelayAndThenDies() {
    assertThat(uncertain(1))
        .isEqualTo(
            new Departure.Retry("retry.billing.10s", Duration.ofSeconds(10), NOW.plusSeconds(10)));
    assertThat(uncertain(2))
        .isEqualTo(
            new Departure.Retry("retry.billing.1m", Duration.ofMinutes(1), NOW.plusSeconds(60)));
    assertThat(uncertain(3))
        .isEqualTo(
            new Departure.Retry("retry.billing.10m", Duration.ofMinutes(10), NOW.plusSeconds(600)));
    assertThat(uncertain(4))
        .isEqualTo(new Departure.Dead("dlq.billing", ReasonCode.RETRIES_EXHAUSTED));
  }

  @Test
  void poisonDiesAtOnce() {
    assertThat(plan.next(new Failure(FailureClass.POISON, ReasonCode.REFUSED_ROW, "bad"), 1, NOW))
        .isEqualTo(new Departure.Dead("dlq.billing", ReasonCode.REFUSED_ROW));
  }
}
