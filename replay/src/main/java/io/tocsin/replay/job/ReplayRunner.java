package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.books.db.DatabaseException;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.LongRunning;
import io.tocsin.platform.registry.RegistryAwayException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs replays that may run: one at a time for each source, each by one instance. Who runs one
/// holds it by a lease in the table; a holder that is silent for longer, because it was killed or
/// because something it needs is away, is followed by whoever looks first.
public final class ReplayRunner implements LongRunning, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private final Sending.Means means;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private boolean away;

  /// @param database where replays are kept
  /// @param log what is replayed
  /// @param kafka where it is sent
  /// @param limits what bounds it
  public ReplayRunner(Database database, RawLog log, KafkaSettings kafka, Limits limits) {
    this(database, log, kafka, limits, LEASE);
  }

  ReplayRunner(Database database, RawLog log, KafkaSettings kafka, Limits limits, Duration lease) {
    this.means = new Sending.Means(database, log, kafka, limits, lease, stopping);
  }

  @Override
  public void start() {
    begin("replays", this::look);
  }

  private void begin(String name, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                });
    running.add(thread);
    thread.start();
  }

  private void look() {
    try {
      while (!stopping.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        UUID holder = UUID.randomUUID();
        take(holder).ifPresent(replay -> begin(replay.id(), () -> run(replay, holder)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Replay> take(UUID holder) {
    try {
      Optional<Replay> taken =
          means
              .database()
              .write(connection -> new ReplayTable(connection).take(holder, means.lease()));
      away = false;
      return taken;
    } catch (DatabaseException e) {
      if (!away) {
        LOG.warn("replays wait for PostgreSQL: {}", App.rootMessage(e));
        away = true;
      }
      return Optional.empty();
    }
  }

  private void run(Replay replay, UUID holder) {
    LOG.info("replay={} sent={} runs", replay.id(), replay.sent());
    try {
      new Sending(replay, holder, means).run();
      LOG.info("replay={} does not run here any more", replay.id());
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (InvalidOffsetException e) {
      fail(replay, holder, "raw records of its range are not there any more", e);
    } catch (RecordTooLargeException e) {
      fail(replay, holder, "Kafka does not take a record of that size", e);
    } catch (RegistryAwayException e) {
      waits(replay, holder, "the schema registry does not answer", e);
    } catch (KafkaException e) {
      waits(replay, holder, "Kafka does not answer as it should", e);
    } catch (DatabaseException | Sending.LeaseOverException e) {
      waits(replay, holder, "PostgreSQL does not answer", e);
    } catch (RuntimeException e) { // A fault of ours: it would come again.
      fail(replay, holder, "a fault of the program; the console's log says which", e);
    }
  }

  /// An outage: the replay goes on from its last noted position when the lease is over, here or
  /// elsewhere.
  private void waits(Replay replay, UUID holder, String reason, RuntimeException e) {
    LOG.warn("replay={} waits: {}: {}", replay.id(), reason, App.rootMessage(e));
    change(
        replay,
        table -> table.say(replay.id(), holder, "waits: %s (%s)".formatted(reason, kind(e))));
  }

  private void fail(Replay replay, UUID holder, String reason, RuntimeException e) {
    LOG.error("replay={} failed: {}", replay.id(), reason, e);
    change(
        replay,
        table -> {
          String detail = "%s (%s)".formatted(reason, kind(e));
          table.end(replay, holder, State.FAILED, detail, table.outcomes(replay.id()));
        });
  }

  private static String kind(Throwable failure) {
    return failure.getClass().getSimpleName();
  }

  /// What is changed in the table.
  @FunctionalInterface
  private interface Change {
    void on(ReplayTable table) throws SQLException;
  }

  private void change(Replay replay, Change change) {
    try {
      means
          .database()
          .write(
              connection -> {
                change.on(new ReplayTable(connection));
                return true;
              });
    } catch (DatabaseException e) {
      LOG.warn("replay={} cannot be noted: {}", replay.id(), App.rootMessage(e));
    }
  }

  /// Stops what runs; it is noted how far it is, and another instance may go on at once.
  @Override
  public void close() {
    stopping.countDown();
    long until = System.nanoTime() + STOP_WITHIN.toNanos();
    try {
      for (Thread thread : running) {
        if (!thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
          // It waits for something that is away.
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
