package io.tocsin.sinks.runtime;

import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Where a rejected record of a sink goes next.
///
/// @param sink the sink
/// @param delays what it waits before each further try, one for each retry topic
record RetryPlan(String sink, List<Duration> delays) {
  /// Poison leaves for good at once; what nobody understands is tried after every delay first.
  ///
  /// @param attempts how often it was tried, at least 1
  Departure next(Failure failure, int attempts, Instant now) {
    return switch (failure.kind()) {
      case POISON -> new Departure.Dead(Topics.dlq(sink), failure.code());
      case UNCERTAIN -> attempts <= delays.size() ? retry(attempts - 1, now) : exhausted();
      case OUTAGE, THROTTLED ->
          throw new IllegalArgumentException("an outage is waited out, its records do not leave");
    };
  }

  private Departure retry(int step, Instant now) {
    Duration delay = delays.get(step);
    return new Departure.Retry(
        Topics.retry(sink, Topics.RETRY_DELAYS.get(step)), delay, now.plus(delay));
  }

  private Departure exhausted() {
    return new Departure.Dead(Topics.dlq(sink), ReasonCode.RETRIES_EXHAUSTED);
  }
}
