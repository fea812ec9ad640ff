package io.tocsin.sinks.runtime;

import io.tocsin.platform.FailureClass;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends rejected records on to the retry or dead-letter topic and says so in the sink's table.
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final RetryPlan plan;
  private final SideTopics topics;
  private final Notes notes;
  private final SinkMeters meters;
  private final InstantSource clock;

  Departures(
      RetryPlan plan, SideTopics topics, Notes notes, SinkMeters meters, InstantSource clock) {
    this.plan = plan;
    this.topics = topics;
    this.notes = notes;
    this.meters = meters;
    this.clock = clock;
  }

  /// Sends them all and returns when they have arrived.
  ///
  /// @throws OutageException where one may not have arrived: the consumer must not go on, or the
  /// record would be lost
  void send(List<Rejected> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    var departures = new ArrayList<Departure>();
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (Rejected one : rejected) {
      Departure departure = plan.next(one.failure(), one.attempts(), now);
      departures.add(departure);
      records.add(Envelopes.of(plan.sink(), one, departure, now));
    }
    topics.publish(records);
    for (int i = 0; i < rejected.size(); i++) {
      note(rejected.get(i), departures.get(i));
    }
  }

  private void note(Rejected rejected, Departure departure) {
    Optional<Subject> subject = rejected.value().flatMap(Subject::of);
    String reason = rejected.failure().reason();
    meters.departed(plan.sink(), rejected, departure);
    LOG.warn(
        "sink={} topic={} partition={} offset={} event={} attempts={} to={} reason={}",
        plan.sink(),
        rejected.record().topic(),
        rejected.record().partition(),
        rejected.record().offset(),
        subject.map(Subject::eventKey).orElse("unknown"),
        rejected.attempts(),
        departure.topic(),
        reason);
    if (subject.isEmpty()) {
      return;
    }
    try {
      switch (departure) {
        case Departure.Retry retry ->
            notes.leaves(
                subject.get(),
                rejected,
                rejected.failure().kind() == FailureClass.UNKNOWN_OUTCOME
                    ? WriteStatus.UNKNOWN_OUTCOME
                    : WriteStatus.RETRYING,
                "tried again at %s: %s".formatted(retry.notBefore(), reason));
        case Departure.Dead dead ->
            notes.leaves(
                subject.get(),
                rejected,
                WriteStatus.DEAD_LETTERED,
                "%s: %s".formatted(dead.code(), reason));
      }
    } catch (SQLException | RuntimeException e) {
      // The topic has it, which is what counts; the row is for reading only, and its event key may
      // be the very thing that PostgreSQL refuses.
      LOG.warn(
          "sink={} event={} not recorded: {}",
          plan.sink(),
          subject.get().eventKey(),
          Failures.ofWrite(e).reason());
    }
  }
}
