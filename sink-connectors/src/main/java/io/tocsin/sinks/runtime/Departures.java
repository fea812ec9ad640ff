package io.tocsin.sinks.runtime;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends rejected records on to the retry or dead-letter topic and says so in `sink_writes`.
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final RetryPlan plan;
  private final SideTopics topics;
  private final Transactions transactions;
  private final InstantSource clock;

  Departures(RetryPlan plan, SideTopics topics, Transactions transactions, InstantSource clock) {
    this.plan = plan;
    this.topics = topics;
    this.transactions = transactions;
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
    subject.ifPresent(s -> record(s, rejected, departure, reason));
  }

  private void record(Subject subject, Rejected rejected, Departure departure, String reason) {
    var write =
        new SinkWrite(
            subject.eventKey(),
            subject.version(),
            switch (departure) {
              case Departure.Retry _ -> WriteStatus.RETRYING;
              case Departure.Dead _ -> WriteStatus.DEAD_LETTERED;
            },
            switch (departure) {
              case Departure.Retry retry ->
                  "tried again at %s: %s".formatted(retry.notBefore(), reason);
              case Departure.Dead dead -> "%s: %s".formatted(dead.code(), reason);
            },
            rejected.attempts());
    try {
      transactions.run(c -> SinkWrites.put(c, plan.sink(), Map.of(write.eventKey(), write)));
    } catch (SQLException | RuntimeException e) {
      // The topic has it, which is what counts; the row is for reading only, and its event key may
      // be the very thing that PostgreSQL refuses.
      LOG.warn(
          "sink={} event={} status={} not recorded: {}",
          plan.sink(),
          subject.eventKey(),
          write.status(),
          Failures.ofWrite(e).reason());
    }
  }
}
