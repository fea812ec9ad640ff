package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
/// done again, so each step before them must stand being done twice. Nothing leaves this class as
/// an exception unless the app stops: a failure is a pause, and the same again.
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final SinkStatus status;
  private final SinkStatus.Road road;
  private final RecordWriter writer;
  private final Departures departures;
  private final Breaker breaker;
  private final InstantSource clock;
  private final BooleanSupplier open;

  /// @param breaker shared with the sink's other lane
  /// @param open whether the sink may begin
  Lane(
      SinkStatus status,
      SinkStatus.Road road,
      RecordWriter writer,
      Departures departures,
      Breaker breaker,
      InstantSource clock,
      BooleanSupplier open) {
    this.status = status;
    this.road = road;
    this.writer = writer;
    this.departures = departures;
    this.breaker = breaker;
    this.clock = clock;
    this.open = open;
  }

  /// Deals with one poll.
  ///
  /// @param valve holds partitions of this consumer back
  void accept(
      ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer, Valve valve) {
    try {
      if (!open.getAsBoolean()) {
        rewind(polled, consumer);
        return;
      }
      Duration remaining = breaker.remaining();
      if (!remaining.isZero()) {
        // Also partitions that came by a rebalance in the middle of the pause.
        rewind(polled, consumer);
        valve.hold(consumer, polled.partitions(), remaining);
        return;
      }
      if (!polled.isEmpty()) {
        work(polled, consumer, valve);
      }
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (OutageException e) {
      rewind(polled, consumer);
      pause(
          consumer,
          valve,
          new Progress.Hold(false, Optional.empty(), e.getMessage() == null ? "" : e.getMessage()));
    } catch (RuntimeException e) {
      // A fault of ours. Stepping over the batch would lose it; so it is tried again, and health
      // says why nothing moves.
      LOG.error("sink={} road={} unexpected failure", status.sink(), road, e);
      rewind(polled, consumer);
      pause(
          consumer,
          valve,
          new Progress.Hold(false, Optional.empty(), Failures.words(e, Failures.NO_STATE)));
    } catch (Error e) {
      status.dead(road, Failures.words(e, Failures.NO_STATE));
      throw e;
    }
  }

  private void work(
      ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer, Valve valve) {
    Instant now = clock.instant();
    Due due =
        switch (road) {
          case MAIN -> Due.all(polled);
          case RETRY -> Due.split(polled, now);
        };
    var next = new HashMap<TopicPartition, Long>();
    Optional<Progress.Hold> hold = Optional.empty();
    if (!due.records().isEmpty()) {
      boolean careful = breaker.state() != Breaker.State.CLOSED;
      Progress progress = writer.write(due.records(), careful);
      departures.send(progress.rejected());
      progress.rejected().forEach(status::rejected);
      status.done(due.records().size() - progress.unfinished().size());
      for (ConsumerRecord<byte[], byte[]> record : due.records()) {
        if (progress.unfinished().contains(record)) {
          next.putIfAbsent(partition(record), record.offset());
        }
      }
      hold = progress.hold();
      if (hold.isEmpty()) {
        breaker.close();
        status.running(road);
      }
    }
    Map<TopicPartition, Long> unfinished = Map.copyOf(next);
    due.waits()
        .forEach(
            (partition, wait) -> {
              next.putIfAbsent(partition, wait.offset());
              if (!unfinished.containsKey(partition)) {
                valve.hold(consumer, List.of(partition), Duration.between(now, wait.until()));
              }
            });
    next.forEach(consumer::seek);
    commit(consumer, due.records(), unfinished);
    hold.ifPresent(h -> pause(consumer, valve, h));
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /// Commits all of them up to the first unfinished of each partition.
  private void commit(
      Consumer<byte[], byte[]> consumer,
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<TopicPartition, Long> unfinished) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = partition(record);
      if (record.offset() < unfinished.getOrDefault(partition, Long.MAX_VALUE)) {
        offsets.put(
            partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
      }
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

  private void pause(Consumer<byte[], byte[]> consumer, Valve valve, Progress.Hold hold) {
    Duration pause = breaker.open(hold.delay());
    if (hold.throttled()) {
      status.throttled(road, hold.reason());
    } else {
      status.outage(road, hold.reason());
    }
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
