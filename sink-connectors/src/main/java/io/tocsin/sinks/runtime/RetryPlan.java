package io.tocsin.sinks.runtime;

import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where a rejected record of a sink goes next.
///
/// @param sink the sink
/// @param delays what it waits before each further try, one for each retry topic
/// @param random up to a tenth is added to each delay, so that what failed together does not come
/// back together
record RetryPlan(String sink, List<Duration> delays, RandomGenerator random) {
  private static final double JITTER = 0.1;

  /// Poison leaves for good at once; what nobody understands is tried after every delay first.
  ///
  /// @param attempts how often it was tried, at least 1
  Departure next(Failure failure, int attempts, Instant now) {
    return switch (failure.kind()) {
      case POISON -> new Departure.Dead(Topics.dlq(sink), failure.code());
      case UNCERTAIN -> retry(attempts, now, ReasonCode.RETRIES_EXHAUSTED);
      case UNKNOWN_OUTCOME -> retry(attempts, now, ReasonCode.OUTCOME_UNKNOWN);
      case OUTAGE, THROTTLED, REFUSED ->
          throw new IllegalArgumentException("a record does not leave for " + failure.kind());
    };
  }

  private Departure retry(int attempts, Instant now, ReasonCode atLast) {
    if (attempts > delays.size()) {
      return new Departure.Dead(Topics.dlq(sink), atLast);
    }
    Duration least = delays.get(attempts - 1);
    Duration delay = least.plusMillis((long) (least.toMillis() * JITTER * random.nextDouble()));
    return new Departure.Retry(
        Topics.retry(sink, Topics.RETRY_DELAYS.get(attempts - 1)), delay, now.plus(delay));
  }
}
