package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.platform.App;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes raw events to Kafka and waits until every in-sync replica has them.
///
/// Whatever goes wrong between here and there, broker or registry, is "not acknowledged". A record
/// that is not acknowledged may still have been written; the sender sends it again, and the
/// normalizer sees the same event key.
@Singleton
class RawPublisher {
  /// How the last attempt to publish ended.
  ///
  /// @param at when
  /// @param acknowledged whether Kafka had it all
  record Outcome(Instant at, boolean acknowledged) {}

  private static final Logger LOG = LoggerFactory.getLogger(RawPublisher.class);

  private final Provider<Producer<String, RawEvent>> producer;
  private final Duration within;
  private final InstantSource clock;
  private volatile @Nullable Outcome last;

  /// The publisher of this app.
  ///
  /// @param producer asked for with each record: while Kafka's name does not even resolve there is
  /// none, which is an outage like any other
  RawPublisher(
      Provider<Producer<String, RawEvent>> producer,
      GatewaySettings settings,
      InstantSource clock) {
    this.producer = producer;
    this.within = settings.acknowledgeWithin();
    this.clock = clock;
  }

  /// Publishes the events and waits for all of them, at most the settings' time and what one
  /// blocked send adds to it.
  ///
  /// @return for each event, in order, whether Kafka acknowledged it
  List<Boolean> publish(List<RawEvent> events) {
    long deadline = System.nanoTime() + within.toNanos();
    var sent = new ArrayList<Optional<Future<RecordMetadata>>>();
    for (RawEvent event : events) {
      sent.add(
          System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()
              ? Optional.empty()
              : send(event));
    }
    var acknowledged = new ArrayList<Boolean>();
    for (int i = 0; i < sent.size(); i++) {
      RawEvent event = events.get(i);
      acknowledged.add(sent.get(i).map(future -> await(future, event, deadline)).orElse(false));
    }
    last = new Outcome(clock.instant(), !acknowledged.contains(false));
    return acknowledged;
  }

  private Optional<Future<RecordMetadata>> send(RawEvent event) {
    String key =
        event.getSourceEventId() == null
            ? null
            : event.getSource() + ":" + event.getSourceEventId();
    var message = new ProducerRecord<>(event.getTopic(), key, event);
    message.headers().add(DeadLetterHeaders.RECEIPT, event.getReceipt().getBytes(UTF_8));
    try {
      return Optional.of(producer.get().send(message));
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      return notSent(event, e);
    } catch (RuntimeException e) {
      // Kafka's own errors, and those of the configured serializer, which names no type for "the
      // registry is away".
      return notSent(event, e);
    }
  }

  private static Optional<Future<RecordMetadata>> notSent(RawEvent event, RuntimeException e) {
    LOG.warn("source={} receipt={} not sent: {}", event.getSource(), event.getReceipt(), cause(e));
    return Optional.empty();
  }

  private static boolean await(Future<RecordMetadata> future, RawEvent event, long deadline) {
    try {
      future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notAcknowledged(event, e);
    } catch (ExecutionException | TimeoutException e) {
      return notAcknowledged(event, e);
    }
  }

  private static boolean notAcknowledged(RawEvent event, Exception e) {
    LOG.warn(
        "source={} receipt={} not acknowledged: {}",
        event.getSource(),
        event.getReceipt(),
        cause(e));
    return false;
  }

  private static String cause(Exception e) {
    return e.getClass().getSimpleName() + ": " + App.rootMessage(e);
  }

  /// How the last attempt ended; empty before the first.
  Optional<Outcome> last() {
    return Optional.ofNullable(last);
  }
}
