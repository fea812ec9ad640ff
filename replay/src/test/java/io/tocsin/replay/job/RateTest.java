package io.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Records a second, by a clock that the test sets.
final class RateTest {
  private static final long MILLISECOND = 1_000_000;

  private final AtomicLong now = new AtomicLong();

  @Test
  void neverMoreThanItsNumberInASecond() {
    var rate = new Rate(200, now::get);
    long sent = 0;
    for (int beat = 0; beat < 50; beat++) {
      now.addAndGet(200 * MILLISECOND);
      int allowed = rate.allowed();
      assertThat(allowed).isEqualTo(40);
      rate.used(allowed);
      sent += allowed;
    }
    assertThat(sent).isEqualTo(2000);
  }

  @Test
  void whatWasNotUsedIsSavedForHalfASecond() {
    var rate = new Rate(200, now::get);
    assertThat(rate.allowed()).isZero();
    now.addAndGet(3_600_000 * MILLISECOND);

    assertThat(rate.allowed()).isEqualTo(100);
    rate.used(100);
    assertThat(rate.allowed()).isZero();
  }

  @Test
  void oneInASecondIsNotNone() {
    var rate = new Rate(1, now::get);
    now.addAndGet(999 * MILLISECOND);
    assertThat(rate.allowed()).isZero();
    now.addAndGet(MILLISECOND);
    assertThat(rate.allowed()).isEqualTo(1);
  }
}
