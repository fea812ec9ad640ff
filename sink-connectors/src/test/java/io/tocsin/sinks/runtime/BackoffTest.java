package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void doublesUpToTheLongestAndBeginsAnewAfterASuccess() {
    var backoff = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(3), new Random(7));

    assertThat(backoff.next()).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
    assertThat(backoff.next()).isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(800), Duration.ofSeconds(3));
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
  }
}
