package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.List;

/// How the sinks wait: `tocsin.sinks.*`.
///
/// @param retryDelays what a record waits before each further try, one for each retry topic; the
/// topics keep their names
/// @param outagePauseFirst the first pause of an outage
/// @param outagePauseLongest the longest pause of an outage
@ConfigurationProperties("tocsin.sinks")
public record SinkSettings(
    List<Duration> retryDelays, Duration outagePauseFirst, Duration outagePauseLongest) {
  public SinkSettings {
    retryDelays = List.copyOf(retryDelays);
    if (retryDelays.size() != Topics.RETRY_DELAYS.size()) {
      throw new IllegalArgumentException(
          "TOCSIN_SINKS_RETRY_DELAYS has %d delays; there are %d retry topics"
              .formatted(retryDelays.size(), Topics.RETRY_DELAYS.size()));
    }
    if (outagePauseFirst.toMillis() < 1 || outagePauseLongest.compareTo(outagePauseFirst) < 0) {
      throw new IllegalArgumentException(
          "TOCSIN_SINKS_OUTAGE_PAUSE_FIRST is %s and TOCSIN_SINKS_OUTAGE_PAUSE_LONGEST is %s; use at least one"
                  .formatted(outagePauseFirst, outagePauseLongest)
              + " millisecond, the longest not below the first");
    }
  }
}
