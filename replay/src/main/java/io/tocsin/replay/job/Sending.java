package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends the records of one replay for as long as this instance holds it, at its rate and never too
/// far ahead of the normalizer, and waits for their outcomes.
///
/// At least once: what was sent after the last noted position is sent again by whoever goes on. Its
/// outcome is noted once all the same, by replay and raw position, and the normalizer takes it for
/// what it is: a record that changes nothing.
final class Sending {
  private static final Duration BEAT = Duration.ofMillis(200);
  private static final Duration NOTE_EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int FLUSH_WITHIN_MILLIS = 10_000;

  private final Replay replay;
  private final UUID holder;
  private final Duration lease;
  private final Database database;
  private final RawLog log;
  private final KafkaSettings kafka;
  private final Limits limits;
  private final CountDownLatch stopping;

  private Reached reached;
  private long held;
  private String detail = "";
  private long missing;
  private long missingSince;

  /// What a sending needs.
  ///
  /// @param database where progress is noted
  /// @param log what is read
  /// @param kafka where it is sent
  /// @param limits what bounds it
  /// @param lease how long an instance holds a replay without noting progress
  /// @param stopping ends it
  record Means(
      Database database,
      RawLog log,
      KafkaSettings kafka,
      Limits limits,
      Duration lease,
      CountDownLatch stopping) {}

  /// @param holder by what name the replay was taken, just now
  Sending(Replay replay, UUID holder, Means means) {
    this.replay = replay;
    this.holder = holder;
    this.lease = means.lease();
    this.database = means.database();
    this.log = means.log();
    this.kafka = means.kafka();
    this.limits = means.limits();
    this.stopping = means.stopping();
    this.reached = new Reached(replay.positions(), replay.sent());
    this.held = System.nanoTime();
  }

  /// Returns when the replay has ended, is not to run any more, or is another instance's.
  void run() throws InterruptedException {
    try (Normalizer normalizer = log.normalizer();
        Producer<byte[], byte[]> producer = producer();
        RawReader reader = log.open(replay.id(), replay.plan().selection(), reached.positions())) {
      var rate = new Rate(replay.rate(), System::nanoTime);
      long noted = System.nanoTime();
      boolean goOn = true;
      while (goOn) {
        boolean stop = stopping.await(BEAT.toMillis(), TimeUnit.MILLISECONDS);
        if (!stop && !reader.atEnd()) {
          send(allowed(rate, normalizer.lag()), rate, reader, producer);
        }
        if (stop || System.nanoTime() - noted >= NOTE_EVERY.toNanos()) {
          goOn = note(stop) && !(reader.atEnd() && isDone());
          noted = System.nanoTime();
        }
      }
    }
  }

  /// How many records may be sent now; notes what keeps the others.
  private int allowed(Rate rate, Normalizer.Lag lag) {
    if (lag.live() > limits.liveLag()) {
      detail =
          "waits: the normalizer has %d live records before it (limit %d)"
              .formatted(lag.live(), limits.liveLag());
      return 0;
    }
    long room = limits.inFlight() - lag.replayed();
    int allowed = (int) Math.min(rate.allowed(), room);
    detail =
        room <= 0
            ? "waits: %d replayed records are under way (limit %d)"
                .formatted(lag.replayed(), limits.inFlight())
            : "";
    return Math.max(0, allowed);
  }

  private void send(int most, Rate rate, RawReader reader, Producer<byte[], byte[]> producer) {
    if (most == 0) {
      return;
    }
    if (System.nanoTime() - held > lease.toNanos()) {
      throw new LeaseOverException();
    }
    List<ConsumerRecord<byte[], byte[]>> records = reader.next(most, BEAT);
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      sent.add(producer.send(replayed(record)));
    }
    producer.flush();
    sent.forEach(Answers::of);
    rate.used(records.size());
    reached = new Reached(reader.positions(), reached.sent() + records.size());
  }

  private ProducerRecord<byte[], byte[]> replayed(ConsumerRecord<byte[], byte[]> raw) {
    Headers headers = new RecordHeaders(raw.headers().toArray());
    add(headers, ReplayHeaders.ID, replay.id());
    add(headers, ReplayHeaders.TOPIC, raw.topic());
    add(headers, ReplayHeaders.PARTITION, Integer.toString(raw.partition()));
    add(headers, ReplayHeaders.OFFSET, Long.toString(raw.offset()));
    add(headers, ReplayHeaders.TIMESTAMP, Instant.ofEpochMilli(raw.timestamp()).toString());
    return new ProducerRecord<>(
        Topics.REPLAY, raw.partition(), null, raw.key(), raw.value(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    // A sender's own header of that name says nothing.
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /// Notes how far it is.
  ///
  /// @return whether to go on
  private boolean note(boolean stop) {
    long now = System.nanoTime();
    Optional<State> state =
        database.write(
            connection -> {
              var table = new ReplayTable(connection);
              Optional<State> noted = table.save(replay.id(), holder, lease, reached, detail);
              if (noted.isPresent() && (stop || noted.get() != State.RUNNING)) {
                table.release(replay.id(), holder);
              }
              return noted;
            });
    held = now;
    return !stop && state.filter(State.RUNNING::equals).isPresent();
  }

  /// Whether every record that was sent has its outcome; ends the replay then.
  private boolean isDone() {
    Outcomes outcomes =
        database.read(connection -> new ReplayTable(connection).outcomes(replay.id()));
    long without = reached.sent() - outcomes.known();
    if (without <= 0) {
      database.write(
          connection -> {
            new ReplayTable(connection).end(replay, holder, State.DONE, "", outcomes);
            return true;
          });
      return true;
    }
    long now = System.nanoTime();
    if (without != missing) {
      missing = without;
      missingSince = now;
    }
    long waited = now - missingSince;
    detail =
        waited < PATIENCE.toNanos()
            ? "all is sent; the outcomes of %d records are awaited".formatted(without)
            : "all is sent; the outcomes of %d records have been missing for %d minutes: do the normalizer and the ledger sink run?"
                .formatted(without, Duration.ofNanos(waited).toMinutes());
    return false;
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "tocsin-replay-" + replay.id());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_DEAD_LETTER_BYTES);
    // An outage is noticed before the lease is over.
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, FLUSH_WITHIN_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, FLUSH_WITHIN_MILLIS / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, FLUSH_WITHIN_MILLIS);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// The lease ran out without a word: another instance may have the replay.
  static final class LeaseOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseOverException() {
      super("this instance has not noted progress for too long");
    }
  }
}
