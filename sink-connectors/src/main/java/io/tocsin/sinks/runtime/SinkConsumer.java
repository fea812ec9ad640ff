package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of one consumer: polls, hands on, holds partitions back, measures the lag. A consumer
/// that breaks is made anew; nothing is committed but what its lane has dealt with.
final class SinkConsumer implements Valve, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkConsumer.class);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
  private static final Duration LAG_EVERY = Duration.ofSeconds(5);
  private static final Duration LAG_WITHIN = Duration.ofSeconds(3);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

  /// Where a consumer begins: its topics.
  interface Subscription {
    /// Subscribes.
    void to(Consumer<byte[], byte[]> consumer);
  }

  private final SinkStatus status;
  private final SinkStatus.Road road;
  private final Supplier<ConsumerFactory.Made> factory;
  private final Subscription subscription;
  private final Lane lane;
  private final Backoff backoff;
  private final InstantSource clock;
  private final Map<TopicPartition, Instant> held = new HashMap<>();
  private Instant lagAt = Instant.MIN;
  private boolean broken;
  private volatile boolean stopping;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;

  SinkConsumer(
      SinkStatus status,
      SinkStatus.Road road,
      Supplier<ConsumerFactory.Made> factory,
      Subscription subscription,
      Lane lane,
      Backoff backoff,
      InstantSource clock) {
    this.status = status;
    this.road = road;
    this.factory = factory;
    this.subscription = subscription;
    this.lane = lane;
    this.backoff = backoff;
    this.clock = clock;
  }

  /// Starts the thread.
  synchronized void start() {
    // A platform thread: it lives as long as the app and waits inside Kafka's own locks.
    thread =
        Thread.ofPlatform()
            .name("sink-%s-%s".formatted(status.sink(), road.label()))
            .start(this::run);
  }

  private void run() {
    try {
      while (!stopping) {
        try (ConsumerFactory.Made made = factory.get()) {
          consumer = made.consumer();
          subscription.to(made.consumer());
          poll(made.consumer());
        } catch (WakeupException e) {
          // The app stops; the loop's condition says so.
        } catch (InterruptException e) {
          throw e; // The app stops. It is a KafkaException too, but no outage.
        } catch (KafkaException e) {
          broken = true;
          status.outage(road, "Kafka cannot be read now: " + e.getClass().getSimpleName());
          LOG.debug("sink={} road={} consumer broke", status.sink(), road, e);
          Thread.sleep(backoff.next());
        } finally {
          consumer = null;
          held.clear();
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt(); // The app stops.
    } catch (Throwable e) {
      status.dead(road, Failures.words(e, Failures.NO_STATE));
      LOG.error("sink={} road={} ends", status.sink(), road, e);
      throw e;
    }
  }

  private void poll(Consumer<byte[], byte[]> polled) {
    while (!stopping) {
      Instant now = clock.instant();
      release(polled, now);
      measure(polled, now);
      ConsumerRecords<byte[], byte[]> records = polled.poll(untilNextRelease(now));
      backoff.reset();
      if (broken) {
        // Else a sink that nothing is sent to would be out until the next record.
        broken = false;
        status.running(road);
      }
      lane.accept(records, polled, this);
    }
  }

  private Duration untilNextRelease(Instant now) {
    return held.values().stream()
        .map(until -> Duration.between(now, until).plusMillis(1))
        .filter(wait -> wait.compareTo(LONGEST_POLL) < 0)
        .min(Duration::compareTo)
        .orElse(LONGEST_POLL);
  }

  private void release(Consumer<byte[], byte[]> polled, Instant now) {
    Set<TopicPartition> due = new HashSet<>();
    held.forEach(
        (partition, until) -> {
          if (!now.isBefore(until)) {
            due.add(partition);
          }
        });
    held.keySet().removeAll(due);
    due.retainAll(polled.assignment());
    polled.resume(due);
  }

  @Override
  public void hold(Consumer<?, ?> of, Collection<TopicPartition> partitions, Duration duration) {
    Instant until = clock.instant().plus(duration);
    partitions.forEach(partition -> held.put(partition, until));
    of.pause(partitions);
  }

  private void measure(Consumer<byte[], byte[]> polled, Instant now) {
    if (now.isBefore(lagAt)) {
      return;
    }
    lagAt = now.plus(LAG_EVERY);
    try {
      Set<TopicPartition> assigned = polled.assignment();
      Map<TopicPartition, Long> ends = polled.endOffsets(assigned, LAG_WITHIN);
      long lag = 0;
      for (TopicPartition partition : assigned) {
        lag +=
            Math.max(0, ends.getOrDefault(partition, 0L) - polled.position(partition, LAG_WITHIN));
      }
      status.lag(road, lag);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.debug("sink={} road={} lag unknown", status.sink(), road, e);
    }
  }

  /// Stops the thread: a batch under way is finished.
  @Override
  public void close() {
    stopping = true;
    Consumer<byte[], byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    Thread started;
    synchronized (this) {
      started = thread;
    }
    if (started == null) {
      return;
    }
    try {
      if (running == null) {
        started.interrupt(); // It sleeps between two consumers.
      }
      if (!started.join(STOPPED_WITHIN)) {
        LOG.warn("sink={} road={} does not stop in time", status.sink(), road);
        started.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
