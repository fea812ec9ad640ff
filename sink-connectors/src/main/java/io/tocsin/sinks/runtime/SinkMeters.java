package io.tocsin.sinks.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import java.util.List;
import java.util.function.Supplier;

/// What is counted of each sink. The names are the contract of `docs/reference/metrics.md`.
public final class SinkMeters {
  /// Records that this instance has still to read; labels `sink`, `road`.
  public static final String LAG = "tocsin.sink.lag";

  /// 0 closed, 1 half-open, 2 open; label `sink`.
  public static final String BREAKER = "tocsin.sink.breaker";

  /// Records dealt with, whatever came of them; label `sink`.
  public static final String RECORDS = "tocsin.sink.records";

  /// Records sent to a retry topic; labels `sink`, `class`.
  public static final String RETRIES = "tocsin.sink.retries";

  /// Records sent to the dead-letter topic; labels `sink`, `code`.
  public static final String DEAD_LETTERS = "tocsin.sink.dead.letters";

  /// Effects that the other side declined; label `sink`.
  public static final String REFUSED = "tocsin.sink.refused";

  /// Requests to a system outside, by what came of them; labels `sink`, `outcome`.
  public static final String REQUESTS = "tocsin.sink.requests";

  private static final String SINK = "sink";

  /// The codes that a sink's dead letters may carry.
  private static final List<ReasonCode> DEADLY =
      List.of(
          ReasonCode.UNREADABLE_ENVELOPE,
          ReasonCode.NO_VALUE,
          ReasonCode.REFUSED_ROW,
          ReasonCode.UNDELIVERABLE,
          ReasonCode.OUTCOME_UNKNOWN,
          ReasonCode.RETRIES_EXHAUSTED);

  private final MeterRegistry registry;

  public SinkMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void lag(String sink, SinkStatus.Road road, Supplier<Number> records) {
    Gauge.builder(LAG, records).tag(SINK, sink).tag("road", road.label()).register(registry);
  }

  void breaker(String sink, Breaker breaker) {
    Gauge.builder(BREAKER, breaker, b -> b.state().level).tag(SINK, sink).register(registry);
  }

  void done(String sink, int records) {
    counter(RECORDS, sink).increment(records);
  }

  void departed(String sink, Rejected rejected, Departure departure) {
    switch (departure) {
      case Departure.Retry _ ->
          registry
              .counter(RETRIES, SINK, sink, "class", rejected.failure().kind().name())
              .increment();
      case Departure.Dead dead ->
          registry.counter(DEAD_LETTERS, SINK, sink, "code", dead.code().name()).increment();
    }
  }

  /// One effect was declined.
  public void refused(String sink) {
    counter(REFUSED, sink).increment();
  }

  /// One request came to an end.
  ///
  /// @param outcome simple name of the answer, lower case
  public void request(String sink, String outcome) {
    registry.counter(REQUESTS, SINK, sink, "outcome", outcome).increment();
  }

  /// Shows all counters of a sink from the start, at 0: an alarm on a metric that is not there
  /// never rings.
  void begin(String sink) {
    counter(RECORDS, sink);
    counter(REFUSED, sink);
    for (FailureClass kind : List.of(FailureClass.UNCERTAIN, FailureClass.UNKNOWN_OUTCOME)) {
      registry.counter(RETRIES, SINK, sink, "class", kind.name());
    }
    for (ReasonCode code : DEADLY) {
      registry.counter(DEAD_LETTERS, SINK, sink, "code", code.name());
    }
  }

  private Counter counter(String name, String sink) {
    return registry.counter(name, SINK, sink);
  }
}
