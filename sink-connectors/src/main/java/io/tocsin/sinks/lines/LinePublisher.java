package io.tocsin.sinks.lines;

import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import io.tocsin.platform.LongRunning;
import io.tocsin.sinks.SinksApp;
import io.tocsin.sinks.runtime.Failures;
import io.tocsin.sinks.runtime.SinkSettings;
import io.tocsin.sinks.runtime.SinkState;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes lines as long as the app runs. Begins when the tables are there; where PostgreSQL,
/// Kafka or the registry is away it says so once and tries again.
@Singleton
@Requires(property = SinksApp.RUN, notEquals = "false")
final class LinePublisher implements LongRunning, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinePublisher.class);
  // How long a line waits at most while all is well.
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

  private final LineRelay relay;
  private final SinkSettings settings;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile SinkState state =
      new SinkState(SinkState.Kind.WAITING, Instant.now(), "not started");
  private volatile @Nullable Thread thread;

  LinePublisher(LineRelay relay, SinkSettings settings) {
    this.relay = relay;
    this.settings = settings;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("publish-lines").start(this::publishUntilStopped);
  }

  /// How it is.
  SinkState state() {
    return state;
  }

  private void publishUntilStopped() {
    Duration pause = Duration.ZERO;
    try {
      do {
        try {
          boolean more = relay.publish() == LineRelay.BATCH;
          change(SinkState.Kind.RUNNING, "");
          pause = more ? Duration.ZERO : LOOK_EVERY;
        } catch (SQLException | RuntimeException e) {
          boolean again = state.kind() == SinkState.Kind.OUTAGE;
          boolean begun = again || state.kind() == SinkState.Kind.RUNNING;
          pause = again ? longer(pause) : settings.outagePauseFirst();
          change(begun ? SinkState.Kind.OUTAGE : SinkState.Kind.WAITING, words(e));
          LOG.debug("lines wait", e);
        }
      } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The app stops.
    } catch (Error e) {
      LOG.error("lines are not published any more", e);
      change(SinkState.Kind.DEAD, words(e));
      throw e;
    }
  }

  private Duration longer(Duration pause) {
    Duration longest = settings.outagePauseLongest();
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }

  private static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        return Failures.ofWrite(failure).reason();
      }
    }
    return App.rootMessage(failure);
  }

  private void change(SinkState.Kind kind, String detail) {
    SinkState before = state;
    if (before.kind() == kind) {
      state = new SinkState(kind, before.since(), detail);
      return;
    }
    state = new SinkState(kind, Instant.now(), detail);
    if (kind == SinkState.Kind.RUNNING) {
      LOG.info("publisher=billing-lines state={} before={}", kind, before.kind());
    } else {
      LOG.warn("publisher=billing-lines state={} reason={}", kind, detail);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    stop.countDown();
    Thread working = thread;
    try {
      if (working != null && !working.join(STOPS_WITHIN)) {
        working.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      working.interrupt();
    }
  }
}
