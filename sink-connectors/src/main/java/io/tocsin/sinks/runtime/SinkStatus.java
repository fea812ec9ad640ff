package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps how one sink is, for health and log. Each change is logged once. Safe for many threads.
public final class SinkStatus {
  private static final Logger LOG = LoggerFactory.getLogger(SinkStatus.class);

  private final String sink;
  private final InstantSource clock;
  private final Map<Road, SinkState> states = new EnumMap<>(Road.class);
  private final Map<Road, Long> lags = new EnumMap<>(Road.class);
  private final SinkMeters meters;
  private String lastError = "";

  /// The two consumers of a sink.
  public enum Road {
    /// Reads the topics of the pipeline.
    MAIN,
    /// Reads the sink's own retry topics.
    RETRY;

    /// In metrics and names.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  SinkStatus(String sink, InstantSource clock, SinkMeters meters) {
    this.sink = sink;
    this.meters = meters;
    this.clock = clock;
    for (Road road : Road.values()) {
      states.put(road, new SinkState(SinkState.Kind.WAITING, clock.instant(), "not started"));
      meters.lag(sink, road, () -> lagOf(road));
    }
    meters.begin(sink);
  }

  /// Name of the sink.
  public String sink() {
    return sink;
  }

  /// The start waits for something.
  synchronized void waiting(String what) {
    for (Road road : Road.values()) {
      change(road, SinkState.Kind.WAITING, what);
    }
  }

  /// The sink has begun.
  synchronized void started() {
    for (Road road : Road.values()) {
      change(road, SinkState.Kind.RUNNING, "");
    }
  }

  /// One road works.
  synchronized void running(Road road) {
    change(road, SinkState.Kind.RUNNING, "");
  }

  /// One road has met an outage.
  synchronized void outage(Road road, String reason) {
    lastError = reason;
    change(road, SinkState.Kind.OUTAGE, reason);
  }

  /// One road has ended for good.
  synchronized void dead(Road road, String reason) {
    lastError = reason;
    change(road, SinkState.Kind.DEAD, reason);
  }

  /// The other side of one road asked to wait.
  synchronized void throttled(Road road, String reason) {
    lastError = reason;
    change(road, SinkState.Kind.THROTTLED, reason);
  }

  /// A record was rejected.
  synchronized void rejected(Rejected rejected) {
    lastError = rejected.failure().reason();
  }

  /// So many records were dealt with.
  void done(int records) {
    meters.done(sink, records);
  }

  /// So many records of a road's topics are still to be read by this instance.
  synchronized void lag(Road road, long records) {
    lags.put(road, records);
  }

  private synchronized long lagOf(Road road) {
    return lags.getOrDefault(road, 0L);
  }

  /// Records that wait on both roads.
  synchronized long lag() {
    return lags.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How the sink is as a whole: as its worse road.
  synchronized SinkState state() {
    return states.values().stream()
        .max(
            Comparator.comparingInt((SinkState s) -> badness(s.kind()))
                .thenComparing(SinkState::since, Comparator.reverseOrder()))
        .orElseThrow();
  }

  /// What failed last, without payload; empty where nothing has.
  synchronized Optional<String> lastError() {
    return lastError.isEmpty() ? Optional.empty() : Optional.of(lastError);
  }

  private void change(Road road, SinkState.Kind kind, String detail) {
    Instant now = clock.instant();
    SinkState before = states.put(road, new SinkState(kind, now, detail));
    if (before == null || before.kind() != kind) {
      long seconds = before == null ? 0 : Duration.between(before.since(), now).toSeconds();
      switch (kind) {
        case WAITING, RUNNING ->
            LOG.info(
                "sink={} road={} state={} before={} seconds={} detail={}",
                sink,
                road,
                kind,
                before == null ? "" : before.kind(),
                seconds,
                detail);
        case THROTTLED, OUTAGE, DEAD ->
            LOG.warn("sink={} road={} state={} reason={}", sink, road, kind, detail);
      }
    } else {
      // Still the same: keep since when.
      states.put(road, new SinkState(kind, before.since(), detail));
    }
  }

  private static int badness(SinkState.Kind kind) {
    return switch (kind) {
      case RUNNING -> 0;
      case THROTTLED -> 1;
      case OUTAGE -> 2;
      case WAITING -> 3;
      case DEAD -> 4;
    };
  }
}
