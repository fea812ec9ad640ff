package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One consumer of a sink, from a poll to the commit of its offsets. Used by that consumer's
/// thread.
///
/// The order is: effect, retry and dead-letter topics, offsets. What fails before the offsets is
/// done again, so each step before them must stand being done twice. Nothing may leave this class
/// as an exception unless the app stops: the framework would step over the batch.
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final SinkStatus status;
  private final SinkStatus.Road road;
  private final BatchWriter writer;
  private final Departures departures;
  private final Backoff backoff;
  private final Valve valve;
  private final InstantSource clock;
  private final BooleanSupplier open;
  private Instant notBefore = Instant.MIN;

  /// @param open whether the sink may begin
  Lane(
      SinkStatus status,
      SinkStatus.Road road,
      BatchWriter writer,
      Departures departures,
      Backoff backoff,
      Valve valve,
      InstantSource clock,
      BooleanSupplier open) {
    this.status = status;
    this.road = road;
    this.writer = writer;
    this.departures = departures;
    this.backoff = backoff;
    this.valve = valve;
    this.clock = clock;
    this.open = open;
  }

  /// Deals with one poll.
  void accept(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    try {
      if (!open.getAsBoolean()) {
        // The framework pauses the consumer from its next poll on, until the start is done.
        rewind(polled, consumer);
        return;
      }
      Instant now = clock.instant();
      if (now.isBefore(notBefore)) {
        // Partitions that came by a rebalance in the middle of the pause.
        rewind(polled, consumer);
        valve.hold(consumer, polled.partitions(), Duration.between(now, notBefore));
        return;
      }
      work(polled, consumer, now);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (OutageException e) {
      pause(polled, consumer, e.getMessage() == null ? "" : e.getMessage());
    } catch (RuntimeException e) {
      // A fault of ours. Stepping over the batch would lose it; so it is tried again, and health
      // says why nothing moves.
      LOG.error("sink={} road={} unexpected failure", status.sink(), road, e);
      pause(polled, consumer, Failures.words(e, Failures.NO_STATE));
    } catch (Error e) {
      status.dead(road, Failures.words(e, Failures.NO_STATE));
      throw e;
    }
  }

  private void work(
      ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer, Instant now) {
    Due due =
        switch (road) {
          case MAIN -> Due.all(polled);
          case RETRY -> Due.split(polled, now);
        };
    if (!due.records().isEmpty()) {
      List<Rejected> rejected = writer.write(due.records());
      departures.send(rejected);
      rejected.forEach(r -> status.rejected(r.failure().reason()));
      backoff.reset();
      status.running(road);
    }
    due.waits()
        .forEach(
            (partition, wait) -> {
              consumer.seek(partition, wait.offset());
              valve.hold(consumer, List.of(partition), Duration.between(now, wait.until()));
            });
    commit(consumer, due.records());
  }

  private void commit(
      Consumer<byte[], byte[]> consumer, List<ConsumerRecord<byte[], byte[]>> done) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (ConsumerRecord<byte[], byte[]> record : done) {
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
    }
    if (offsets.isEmpty()) {
      return;
    }
    try {
      commit(consumer, offsets);
    } catch (WakeupException e) {
      // The app stops and its signal came during the commit, where the framework would overlook it
      // and poll for ever: commit, then give the signal again.
      try {
        commit(consumer, offsets);
      } finally {
        consumer.wakeup();
      }
    }
  }

  private void commit(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      consumer.commitSync(offsets);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The rows are written. Should the partitions belong to another instance by now, it reads the
      // batch again, which changes nothing; else a later commit covers this one.
      LOG.warn(
          "sink={} road={} offsets not committed: {}",
          status.sink(),
          road,
          e.getClass().getSimpleName());
    }
  }

  private void pause(
      ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer, String reason) {
    Duration pause = backoff.next();
    notBefore = clock.instant().plus(pause);
    status.outage(road, reason);
    rewind(polled, consumer);
    valve.hold(consumer, consumer.assignment(), pause);
  }

  /// Everything before the first record of a poll is committed.
  private static void rewind(
      ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    for (TopicPartition partition : polled.partitions()) {
      consumer.seek(partition, polled.records(partition).getFirst().offset());
    }
  }
}
