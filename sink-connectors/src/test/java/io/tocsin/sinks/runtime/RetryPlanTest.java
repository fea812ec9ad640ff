package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetryPlanTest {
  private static final Instant NOW = Instant.parse("2026-03-02T04:05:06Z");
  private final RetryPlan plan = new RetryPlan("billing", Topics.RETRY_DELAYS, () -> 0);

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
        .isEqualTo(
            new Departure.Retry("retry.billing.1h", Duration.ofHours(1), NOW.plusSeconds(3600)));
    assertThat(uncertain(5))
        .isEqualTo(
            new Departure.Retry("retry.billing.6h", Duration.ofHours(6), NOW.plusSeconds(21600)));
    assertThat(uncertain(6))
        .isEqualTo(new Departure.Dead("dlq.billing", ReasonCode.RETRIES_EXHAUSTED));
  }

  @Test
  void anOutcomeThatStaysUnknownDiesUnderItsOwnCode() {
    var unknown = new Failure(FailureClass.UNKNOWN_OUTCOME, ReasonCode.OUTCOME_UNKNOWN, "silence");

    assertThat(plan.next(unknown, 1, NOW).topic()).isEqualTo("retry.billing.10s");
    assertThat(plan.next(unknown, 6, NOW))
        .isEqualTo(new Departure.Dead("dlq.billing", ReasonCode.OUTCOME_UNKNOWN));
  }

  @Test
  void jitterOnlyEverAddsAndAtMostATenth() {
    var random = new Random(4711);
    var jittered = new RetryPlan("billing", Topics.RETRY_DELAYS, random);
    var seen = new HashSet<Duration>();
    for (int i = 0; i < 200; i++) {
      var retry =
          (Departure.Retry)
              jittered.next(
                  new Failure(FailureClass.UNCERTAIN, ReasonCode.RETRIES_EXHAUSTED, "odd"), 1, NOW);
      assertThat(retry.delay()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
      seen.add(retry.delay());
    }
    assertThat(seen).hasSizeGreaterThan(100);
  }

  @Test
  void poisonDiesAtOnce() {
    assertThat(plan.next(new Failure(FailureClass.POISON, ReasonCode.REFUSED_ROW, "bad"), 1, NOW))
        .isEqualTo(new Departure.Dead("dlq.billing", ReasonCode.REFUSED_ROW));
  }
}
