package io.tocsin.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tocsin.schemas.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns one Kafka Streams client from start to stop.
///
/// Before it starts it waits until its precondition holds, and says what it is waiting for. An
/// outage of the broker or the registry is ridden out: the thread is replaced after a pause, the
/// transaction was rolled back, nothing is skipped. Any other exception stops the client for good
/// and turns liveness red: going on would guess.
public final class StreamsRunner implements LongRunning, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(2);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final Supplier<Topology> topology;
  private final Properties config;
  private final Supplier<Optional<String>> waitingFor;
  private final @Nullable MeterRegistry meters;
  private final String name;

  private volatile @Nullable String waiting = "not started";
  private volatile boolean closed;
  private volatile boolean failed;
  private @Nullable KafkaStreams streams;
  private @Nullable KafkaStreamsMetrics clientMetrics;
  private @Nullable Thread starter;

  /// @param topology makes the topology once the precondition holds
  /// @param config Streams settings; see [#config]
  /// @param waitingFor what is still missing, in words; empty when the stream may start. A failure
  /// to find out counts as
  ///     missing
  public StreamsRunner(
      Supplier<Topology> topology, Properties config, Supplier<Optional<String>> waitingFor) {
    this(topology, config, waitingFor, null);
  }

  /// @param meters where the client's own metrics are shown too; null = nowhere
  public StreamsRunner(
      Supplier<Topology> topology,
      Properties config,
      Supplier<Optional<String>> waitingFor,
      @Nullable MeterRegistry meters) {
    this.topology = topology;
    this.config = config;
    this.waitingFor = waitingFor;
    this.meters = meters;
    this.name = config.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
  }

  /// The settings that every stream app of ours starts from.
  ///
  /// @param applicationId consumer group and prefix of internal topics; never changed without a
  /// migration
  /// @param stateDir directory of the local state; may be lost, is then restored from the changelog
  /// @param overrides an operator's own Streams settings; they win
  public static Properties config(
      String applicationId, KafkaSettings kafka, String stateDir, Map<String, String> overrides) {
    var config = new Properties();
    config.putAll(kafka.clientConfig());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
    // State, output and offsets change together or not at all; without it a crash between store
    // and output would lose an event as its own duplicate.
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // A topology change must never silently rename a changelog, which would start with empty state.
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replicationFactor());
    // A new group reads the log from its beginning; "latest" would skip what arrived before the
    // first start.
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // How long a killed instance keeps its partitions. Shorter: faster take-over, but a long pause
    // looks like a death.
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
    // New raw topics (a new source) are noticed within this time.
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.METADATA_MAX_AGE_CONFIG), 30_000);
    // Fewer, larger requests: 5 ms is what a record may wait for company.
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    // A dead letter carries the raw bytes and headers of its own, so more than the largest raw
    // record must fit.
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topics.MAX_DEAD_LETTER_BYTES);
    config.putAll(overrides);
    return config;
  }

  @Override
  public void start() {
    starter = Thread.ofVirtual().name("start-" + name).start(this::startWhenReady);
  }

  private void startWhenReady() {
    try {
      String said = null;
      while (!closed) {
        Optional<String> missing = missing();
        waiting = missing.orElse(null);
        if (missing.isEmpty()) {
          run();
          return;
        }
        if (!missing.get().equals(said)) {
          said = missing.get();
          LOG.info("app={} waits: {}", name, said);
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError e) {
      failed = true;
      waiting = "cannot start: " + App.rootMessage(e);
      LOG.error("app={} cannot start", name, e);
    }
  }

  private Optional<String> missing() {
    try {
      return waitingFor.get();
    } catch (RuntimeException e) {
      return Optional.of(App.rootMessage(e));
    }
  }

  private synchronized void run() {
    if (closed) {
      return;
    }
    var client = new KafkaStreams(topology.get(), config);
    client.setUncaughtExceptionHandler(this::onDeadThread);
    streams = client;
    if (meters != null) {
      clientMetrics = new KafkaStreamsMetrics(client);
      clientMetrics.bindTo(meters);
    }
    client.start();
  }

  private StreamThreadExceptionResponse onDeadThread(Throwable failure) {
    if (!isOutage(failure)) {
      LOG.error("app={} stops: {}", name, App.rootMessage(failure), failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("app={} outage, goes on by itself: {}", name, App.rootMessage(failure));
    try {
      Thread.sleep(OUTAGE_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /// Whether a failure means that the broker or the registry is away, rather than that something is
  /// wrong with a record or with us. A registry that is away says so by
  /// [io.tocsin.platform.registry.RegistryAwayException], which is retriable.
  ///
  /// An `EOFException` by itself is no outage: so a decoder reports a value that was cut short. A
  /// connection that ends too early is reported as an `IOException` around it.
  public static boolean isOutage(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof RetriableException
          || (t instanceof IOException && !(t instanceof EOFException))) {
        return true;
      }
    }
    return false;
  }

  /// What the stream waits for before it starts; null once it has started.
  public @Nullable String waiting() {
    return waiting;
  }

  /// The client's state; empty before the start.
  public synchronized Optional<KafkaStreams.State> state() {
    return Optional.ofNullable(streams).map(KafkaStreams::state);
  }

  /// Whether the client has failed for good: it could not be started, or it stopped by itself. Only
  /// a restart of the process can help.
  public boolean failed() {
    return failed
        || state()
            .filter(
                s ->
                    s == KafkaStreams.State.ERROR
                        || s == KafkaStreams.State.PENDING_ERROR
                        || s == KafkaStreams.State.NOT_RUNNING)
            .isPresent();
  }

  /// Name of the application.
  public String name() {
    return name;
  }

  @Override
  public void close() {
    closed = true;
    Thread waiter = starter;
    if (waiter != null) {
      waiter.interrupt();
    }
    synchronized (this) {
      if (clientMetrics != null) {
        clientMetrics.close();
      }
      if (streams != null) {
        // Leaves the group at once, so that the next start need not wait for the session to time
        // out.
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_WITHIN));
      }
    }
  }
}
