package io.tocsin.console;

import io.tocsin.books.close.CloseRefused;
import io.tocsin.books.close.DailyClose;
import io.tocsin.platform.App;
import io.tocsin.platform.LongRunning;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the days as they end, the missed ones in order; what does not go is tried again every 15
/// minutes.
@Singleton
final class CloseSchedule implements LongRunning, AutoCloseable {
  /// Who closes where nobody asked.
  static final String ACTOR = "schedule";

  private static final Logger LOG = LoggerFactory.getLogger(CloseSchedule.class);
  private static final Duration AGAIN = Duration.ofMinutes(15);

  private final DailyClose closes;
  private final CloseDesk desk;
  private final BooksSettings settings;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  CloseSchedule(DailyClose closes, CloseDesk desk, BooksSettings settings, InstantSource clock) {
    this.closes = closes;
    this.desk = desk;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void start() {
    if (settings.schedule()) {
      thread = Thread.ofVirtual().name("close-schedule").start(this::run);
    }
  }

  private void run() {
    try {
      Duration wait;
      do {
        wait = round();
      } while (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The app stops.
    }
  }

  /// Closes what can be closed.
  ///
  /// @return how long to wait before the next round
  Duration round() throws InterruptedException {
    try {
      while (closes.due().isPresent()) {
        desk.openDays(closes.openDays());
        desk.ask(closes.newestEnded(), ACTOR).outcome().get();
      }
      desk.openDays(0);
      desk.mailClosed();
      Duration untilNext = Duration.between(clock.instant(), closes.nextCut());
      return untilNext.compareTo(AGAIN) < 0 ? untilNext.plusSeconds(1) : AGAIN;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CloseRefused refused) {
        LOG.warn(
            "the schedule tries again in {} minutes: {}", AGAIN.toMinutes(), refused.sentence());
      }
      return AGAIN; // Whatever else it was, the desk has logged it.
    } catch (RuntimeException e) {
      LOG.warn(
          "the books wait, the schedule tries again in {} minutes: {}",
          AGAIN.toMinutes(),
          App.rootMessage(e));
      return AGAIN;
    }
  }

  @Override
  @PreDestroy
  public void close() {
    stop.countDown();
    Thread working = thread;
    if (working != null) {
      working.interrupt();
    }
  }
}
