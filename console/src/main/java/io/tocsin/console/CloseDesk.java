package io.tocsin.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tocsin.books.close.CloseRefused;
import io.tocsin.books.close.ClosedDay;
import io.tocsin.books.close.DailyClose;
import io.tocsin.books.close.FinanceMail;
import io.tocsin.books.close.Mismatch;
import io.tocsin.books.close.Mismatches;
import io.tocsin.console.BooksFactory.FinancePost;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes days one at a time, for operators and for the schedule; whoever asks for the day that is
/// being closed joins in. Tells finance, health and metrics how it went.
@Singleton
final class CloseDesk {
  private static final Logger LOG = LoggerFactory.getLogger(CloseDesk.class);

  private final DailyClose closes;
  private final Optional<FinanceMail> mail;
  private final Map<Mismatch.Kind, AtomicLong> mismatches = new EnumMap<>(Mismatch.Kind.class);
  private final AtomicLong openDays = new AtomicLong();
  private final Counter closed;
  private final Counter refused;
  private volatile @Nullable String trouble;
  private @Nullable Work current;

  CloseDesk(DailyClose closes, FinancePost post, MeterRegistry meters) {
    this.closes = closes;
    this.mail = post.mail();
    this.closed = meters.counter("tocsin.books.closes");
    this.refused = meters.counter("tocsin.books.refusals");
    Gauge.builder("tocsin.books.open.days", openDays::get).register(meters);
    for (Mismatch.Kind kind : Mismatch.Kind.values()) {
      var count = new AtomicLong();
      mismatches.put(kind, count);
      Gauge.builder("tocsin.books.mismatches", count::get)
          .tag("kind", kind.name())
          .register(meters);
    }
  }

  /// A close that is under way, or was.
  static final class Work {
    private final LocalDate day;
    private final CompletableFuture<ClosedDay> outcome = new CompletableFuture<>();
    private volatile String progress;

    private Work(LocalDate day) {
      this.day = day;
      this.progress = day + " is being closed";
    }

    /// The day.
    LocalDate day() {
      return day;
    }

    /// The close; fails with a [CloseRefused] where the day is not closed.
    CompletableFuture<ClosedDay> outcome() {
      return outcome;
    }

    /// What is waited for.
    String progress() {
      return progress;
    }
  }

  /// Closes a day.
  ///
  /// @param by who asks
  /// @return the work on that day, or on another one that is under way
  synchronized Work ask(LocalDate day, String by) {
    Work running = current;
    if (running != null && !running.outcome().isDone()) {
      return running;
    }
    var work = new Work(day);
    current = work;
    Thread _ = Thread.ofVirtual().name("close-" + day).start(() -> run(work, by));
    return work;
  }

  private void run(Work work, String by) {
    try {
      ClosedDay day =
          closes.close(
              work.day(),
              by,
              sentence -> {
                work.progress = sentence;
                LOG.info("{}", sentence);
              });
      trouble = null;
      mismatches.values().forEach(count -> count.set(0));
      closed.increment();
      work.outcome().complete(day);
      mailClosed();
    } catch (CloseRefused e) {
      refused(work.day(), e);
      work.outcome().completeExceptionally(e);
    } catch (InterruptedException e) {
      work.outcome().completeExceptionally(e);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("day={} is not closed", work.day(), e);
      work.outcome().completeExceptionally(e);
    }
  }

  private void refused(LocalDate day, CloseRefused refusal) {
    refused.increment();
    Mismatches found = refusal.mismatches();
    if (found == null) {
      return;
    }
    trouble = refusal.sentence();
    mismatches.forEach((kind, count) -> count.set(found.counts().getOrDefault(kind, 0L)));
    mail.ifPresent(
        m -> {
          try {
            m.alarm(closes.today(), day, refusal);
          } catch (RuntimeException e) { // Nothing depends on a mail.
            LOG.warn("day={} nobody is told by mail yet: {}", day, e.getMessage());
          }
        });
  }

  /// Sends the mails that have not gone out.
  void mailClosed() {
    mail.ifPresent(
        m -> {
          try {
            for (ClosedDay day : m.unsent()) {
              m.send(day, closes.folder(day));
            }
          } catch (CloseRefused | RuntimeException e) { // The day is closed, with or without it.
            LOG.warn("a mail of a closed day waits: {}", e.getMessage());
          }
        });
  }

  /// Notes how many days are open that could be closed.
  void openDays(long days) {
    openDays.set(days);
  }

  /// Why the last day that was weighed is not closed; empty where it is.
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /// Whether mails go out.
  boolean mails() {
    return mail.isPresent();
  }
}
