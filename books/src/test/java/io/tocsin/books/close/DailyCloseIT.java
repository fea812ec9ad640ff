package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.tocsin.books.close.Mismatch.Kind;
import io.tocsin.books.db.Database;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.Secret;
import jakarta.mail.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// Closes over real Kafka and PostgreSQL, with rows as the sinks write them.
class DailyCloseIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 10);
  private static final Instant NOON = DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
  private static final Instant NEXT_NOON = NOON.plus(Duration.ofDays(1));
  private static final CloseTime TIME = new CloseTime(ZoneOffset.UTC, LocalTime.of(2, 10));
  private static final Consumer<String> NOBODY = sentence -> {};

  /// Events of a usual test; the run that is reported in the documents has 100,000.
  private static final int EVENTS = Integer.getInteger("tocsin.test.close.events", 2_000);

  private Pipeline pipeline;
  private Path books;
  private Instant now = DAY.plusDays(1).atTime(2, 10).toInstant(ZoneOffset.UTC);
  private final List<Duration> pauses = new ArrayList<>();

  @BeforeEach
  void start(TestInfo test) throws IOException {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    pipeline = new Pipeline(name);
    pipeline.month(DAY);
    books = Files.createTempDirectory(TestStack.directory(), "books");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  /// Time passes only while a close waits.
  private DailyClose closes() {
    return console(
        pipeline.database(),
        books,
        time -> {
          pauses.add(time);
          now = now.plus(time);
        });
  }

  private DailyClose console(Database database, Path folder, DailyClose.Pause pause) {
    return new DailyClose(
        database,
        new RawLog(Pipeline.kafka()),
        folder,
        TIME,
        Duration.ofMinutes(10),
        () -> now,
        pause);
  }

  /// One new event with a charge.
  private void charged(String key, Instant at, LocalDate serviceDay, String amount) {
    RawPosition raw = pipeline.raw(key, at).position();
    pipeline.delivery(raw, "NEW", key, 1, at);
    pipeline.event(key, 1, raw, at, serviceDay);
    pipeline.decision(key, 1, 1, "BILLABLE", amount, serviceDay, "a guard was sent");
    pipeline.billed(key, 1, 1);
    pipeline.charge(key, 1, 1, amount, serviceDay, "=Dispatch, \"north\" gate");
  }

  /// Of every ten records one duplicate, one revision with another price, and one poisoned.
  private void usualDay(int events) {
    var sent = new ArrayList<Pipeline.Sent>();
    for (int i = 0; i < events; i++) {
      sent.add(pipeline.raw("tracktik:" + i, NOON));
      if (i % 10 == 3) {
        sent.add(pipeline.raw("tracktik:" + i, NOON));
      }
      if (i % 10 == 5) {
        sent.add(pipeline.raw("tracktik:" + i, NOON));
      }
      if (i % 10 == 7) {
        sent.add(pipeline.raw("poison-" + i, NOON));
      }
    }
    var places = sent.iterator();
    pipeline.together(
        () -> {
          for (int i = 0; i < events; i++) {
            String key = "tracktik:" + i;
            RawPosition raw = places.next().position();
            pipeline.delivery(raw, "NEW", key, 1, NOON);
            pipeline.event(key, 1, raw, NOON, DAY);
            boolean billable = i % 2 == 1;
            pipeline.decision(
                key,
                1,
                1,
                billable ? "BILLABLE" : i % 100 == 0 ? "IN_REVIEW" : "NOT_BILLABLE",
                billable ? "35.00" : null,
                DAY,
                "as the rulebook says");
            pipeline.billed(key, i % 10 == 5 ? 2 : 1, 1);
            if (billable) {
              pipeline.charge(key, 1, 1, "35.00", DAY, "Dispatch " + i);
            }
            if (i % 10 == 3) {
              pipeline.delivery(places.next().position(), "DUPLICATE", key, 1, NOON);
            }
            if (i % 10 == 5) {
              RawPosition second = places.next().position();
              pipeline.delivery(second, "REVISION", key, 2, NOON);
              pipeline.event(key, 2, second, NOON, DAY);
              pipeline.decision(key, 2, 1, "BILLABLE", "85.00", DAY, "two guards were sent");
              pipeline.reversal(key, 2, 1);
              pipeline.charge(key, 2, 1, "85.00", DAY, "Two dispatches " + i);
            }
            if (i % 10 == 7) {
              pipeline.delivery(places.next().position(), "DEAD_LETTERED", null, null, NOON);
            }
          }
        });
  }

  @Test
  void aDayBalancesToTheEvent() throws Exception {
    usualDay(EVENTS);
    pipeline.aborted(NOON);
    long began = System.nanoTime();

    ClosedDay closed = closes().close(DAY, "ana", NOBODY);

    System.out.printf(
        "close of %d events: %d leaves in %.1f s%n",
        EVENTS, closed.head().leaves(), (System.nanoTime() - began) / 1e9);
    int tenth = EVENTS / 10;
    assertThat(pauses).isEmpty();
    assertThat(closed.summary())
        .contains(
            "  %d raw records accepted = %d new + %d revisions + %d duplicates + %d dead-lettered\n"
                .formatted(EVENTS + 3 * tenth, EVENTS, tenth, tenth, tenth))
        .contains(
            "  %d events = %d billable + %d not billable + 0 merged + %d in review + 0 dead lettered\n"
                .formatted(EVENTS, EVENTS / 2, EVENTS / 2 - EVENTS / 100, EVENTS / 100))
        .contains("UNREADABLE")
        .contains("UNMAPPED_CODE");
    // Deliveries, events, decisions and lines, each row once.
    int rows =
        List.of("deliveries", "events", "decisions", "charge_lines").stream()
            .map(table -> pipeline.read("select count(*) from " + table).getFirst())
            .mapToInt(Integer::parseInt)
            .sum();
    assertThat(closed.head().leaves()).isEqualTo(rows);
    assertThat(pipeline.read("select actor from audit where action = 'CLOSE_DAY'"))
        .containsExactly("ana");
    assertThat(Files.readString(books.resolve("2026-03-10/clients/acme/lines.csv")).lines())
        .hasSize(1 + EVENTS / 2 + 2 * tenth);
  }

  @Test
  void whatComesLaterIsAnAdjustmentAndWhatWasClosedStays() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    charged("tracktik:2", NOON, DAY, "20.00");
    ClosedDay first = closes().close(DAY, "schedule", NOBODY);
    Map<String, String> folder = contents(first);

    now = now.plus(Duration.ofDays(1));
    charged("tracktik:3", NEXT_NOON, DAY, "11.00"); // A late one.
    charged("tracktik:4", NEXT_NOON, DAY.plusDays(1), "12.00");
    RawPosition again = pipeline.raw("tracktik:1", NEXT_NOON).position();
    pipeline.delivery(again, "REVISION", "tracktik:1", 2, NEXT_NOON);
    pipeline.event("tracktik:1", 2, again, NEXT_NOON, DAY);
    pipeline.decision("tracktik:1", 2, 1, "BILLABLE", "85.00", DAY, "two guards");
    pipeline.billed("tracktik:1", 2, 1);
    pipeline.reversal("tracktik:1", 2, 1);
    pipeline.charge("tracktik:1", 2, 1, "85.00", DAY, "Two dispatches");
    pipeline.decision("tracktik:2", 1, 2, "NOT_BILLABLE", null, DAY, "on test, said later");
    pipeline.billed("tracktik:2", 1, 2);
    pipeline.reversal("tracktik:2", 1, 2);
    ClosedDay second = closes().close(DAY.plusDays(1), "schedule", NOBODY);

    assertThat(second.head().previous()).isEqualTo(first.head().hash());
    List<String> lines =
        Files.readString(books.resolve("2026-03-11/clients/acme/lines.csv")).lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(1)).contains("REGULAR").contains("12.00").endsWith(",tracktik:4,");
    assertThat(lines.subList(2, 6))
        .allMatch(line -> line.contains("ADJUSTMENT"))
        .anyMatch(
            line ->
                line.contains("11.00")
                    && line.endsWith(
                        "\"arrived late: received 2026-03-11 12:00:00 UTC, after its day was"
                            + " closed\""))
        .anyMatch(
            line ->
                line.contains(",-35.00,")
                    && line.endsWith(",\"revision 2, received 2026-03-11 12:00:00 UTC\""))
        .anyMatch(
            line ->
                line.contains(",-20.00,")
                    && line.endsWith("\"decided again: on test, said later\""));
    assertThat(second.summary()).contains("4 invoice lines are adjustments of earlier days");

    // Closed once is closed: the same again, and the same bytes from what the ledger has.
    assertThat(contents(closes().close(DAY, "ana", NOBODY))).isEqualTo(folder);
    delete(books.resolve("2026-03-10"));
    assertThat(contents(closes().close(DAY, "ana", NOBODY))).isEqualTo(folder);
    assertThat(pipeline.read("select count(*) from audit")).containsExactly("2");
  }

  @Test
  void namesWhatKeepsADayOpen() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    charged("tracktik:2", NOON, DAY, "35.00");
    RawPosition raw = pipeline.raw("tracktik:9", NOON).position();

    // A delivery that never comes.
    CloseRefused refused = refused();
    assertThat(refused.mismatches().named())
        .containsExactly(
            new Mismatch(Kind.RECORD_WITHOUT_DELIVERY, raw.toString(), "has no row in deliveries"));
    assertThat(pauses).isNotEmpty();
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(10));
    pauses.clear();

    // An event without a decision.
    pipeline.delivery(raw, "NEW", "tracktik:9", 1, NOON);
    pipeline.event("tracktik:9", 1, raw, NOON, DAY);
    refused = refused();
    assertThat(refused.mismatches().named())
        .extracting(Mismatch::kind, Mismatch::record)
        .containsExactly(tuple(Kind.EVENT_WITHOUT_DECISION, "tracktik:9"));
    pauses.clear();
    pipeline.decision("tracktik:9", 1, 1, "NOT_BILLABLE", null, DAY, "no guard");

    // Nobody has billed it.
    refused = refused();
    assertThat(refused.mismatches().counts()).containsOnlyKeys(Kind.DECISION_WITHOUT_BILLING);
    pipeline.billed("tracktik:9", 1, 1);
    pauses.clear();

    // An amount that was altered: that no waiting mends.
    pipeline.tamper(
        "charge_lines", "update charge_lines set amount = 99 where event_key = 'tracktik:2'");
    String id =
        pipeline
            .read(
                "select encode(sha256("
                    + String.join(
                        " || ",
                        Stream.of(
                                "charge_key",
                                "kind",
                                "event_key",
                                "revision::text",
                                "decision_number::text")
                            .map(
                                f ->
                                    "int4send(octet_length(%1$s)) || convert_to(%1$s, 'UTF8')"
                                        .formatted(f))
                            .toList())
                    + "), 'hex') from charge_lines where event_key = 'tracktik:2'")
            .getFirst();
    refused = refused();
    assertThat(pauses).isEmpty();
    assertThat(refused.mismatches().named())
        .extracting(Mismatch::kind, Mismatch::record)
        .contains(tuple(Kind.LINE_NOT_DECIDED, id));
    assertThat(refused.mismatches().text()).contains("99.00 USD").contains("tracktik:2");

    // Nothing was written, and mended it closes.
    assertThat(pipeline.read("select count(*) from day_closes")).containsExactly("0");
    assertThat(books).isEmptyDirectory();
    pipeline.tamper("", "update charge_lines set amount = 35 where event_key = 'tracktik:2'");
    assertThat(closes().close(DAY, "ana", NOBODY).head().close()).isEqualTo(1);
  }

  private CloseRefused refused() {
    return catchThrowableOfType(CloseRefused.class, () -> closes().close(DAY, "ana", NOBODY));
  }

  @Test
  void daysAreClosedInOrder() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    charged("tracktik:2", NOON.plus(Duration.ofDays(2)), DAY.plusDays(2), "35.00");
    assertThat(closes().due()).contains(DAY);
    assertThat(
            catchThrowableOfType(
                CloseRefused.class, () -> closes().close(DAY.plusDays(1), "ana", NOBODY)))
        .hasMessage("2026-03-11 cannot be closed before 2026-03-12T02:10:00Z");
    closes().close(DAY, "ana", NOBODY);
    assertThat(closes().due()).isEmpty();
    now = now.plus(Duration.ofDays(3));

    ClosedDay third = closes().close(DAY.plusDays(2), "ana", NOBODY);

    assertThat(third.head().close()).isEqualTo(3);
    assertThat(closes().of(DAY.plusDays(1)).orElseThrow().head().leaves())
        .isEqualTo(1); // The row of the first close in audit.
    assertThat(
            catchThrowableOfType(
                CloseRefused.class, () -> closes().close(DAY.minusDays(1), "ana", NOBODY)))
        .hasMessageContaining("the books are closed up to 2026-03-12");

    // Records that were deleted before they were counted.
    RawPosition deleted = pipeline.raw("tracktik:5", NOON.plus(Duration.ofDays(3))).position();
    now = now.plus(Duration.ofDays(1));
    Pipeline.forget(deleted.partition(), deleted.offset() + 1);
    CloseRefused gone =
        catchThrowableOfType(
            CloseRefused.class, () -> closes().close(DAY.plusDays(3), "ana", NOBODY));
    assertThat(gone.mismatches().counts()).containsOnlyKeys(Kind.RECORDS_GONE);
  }

  @Test
  void onlyOneConsoleClosesAtATime() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    pipeline
        .database()
        .read(
            connection -> {
              assertThat(CloseTables.lock(connection)).isTrue();
              assertThat(
                      catchThrowableOfType(
                          CloseRefused.class, () -> closes().close(DAY, "ana", NOBODY)))
                  .hasMessage("another instance of the console is closing the books now");
              return true;
            });
    assertThat(closes().close(DAY, "ana", NOBODY).head().close()).isEqualTo(1);
  }

  @Test
  void twoConsolesThatCloseADayTogetherCloseItOnce() throws Exception {
    for (int event = 0; event < 20; event++) {
      charged("tracktik:" + event, NOON, DAY, "35.00");
    }
    Path other = Files.createTempDirectory(TestStack.directory(), "books");
    var firstIsAtIt = new CountDownLatch(1);
    var secondWaits = new CountDownLatch(1);
    var firstIsDone = new CountDownLatch(1);
    var first =
        console(
            new Slow(pipeline.database(), firstIsAtIt, secondWaits),
            books,
            _ -> firstIsDone.await());
    var said = new ArrayList<String>();
    var second =
        console(
            pipeline.database(),
            other,
            _ -> {
              secondWaits.countDown();
              firstIsDone.await();
            });
    var post = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    post.start();
    FinanceMail mail = mail(post.getSmtp().getPort());
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ClosedDay> one =
          both.submit(
              () -> {
                ClosedDay closed = first.close(DAY, "schedule", NOBODY);
                firstIsDone.countDown();
                mail.send(closed, first.folder(closed));
                return closed;
              });
      Future<ClosedDay> two =
          both.submit(
              () -> {
                firstIsAtIt.await();
                ClosedDay closed = second.close(DAY, "ana", said::add);
                mail.send(closed, second.folder(closed));
                return closed;
              });

      assertThat(two.get().head()).isEqualTo(one.get().head());
      assertThat(said).containsExactly("2026-03-10 waits for another instance of the console");
      assertThat(pipeline.read("select day::text from day_closes")).containsExactly("2026-03-10");
      assertThat(pipeline.read("select actor from audit")).containsExactly("schedule");
      assertThat(post.getReceivedMessages()).hasSize(1);
      assertThat(contents(other)).isNotEmpty().isEqualTo(contents(books));
      assertThat(mail.unsent()).isEmpty();
    } finally {
      post.stop();
    }
  }

  @Test
  void twoConsolesMayHaveOneDisk() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    ClosedDay closed = closes().close(DAY, "schedule", NOBODY);
    Map<String, String> folder = contents(books);
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int time = 0; time < 20; time++) {
        delete(books.resolve("2026-03-10"));
        var together = new CyclicBarrier(2);
        Callable<Path> publishes =
            () -> {
              together.await();
              return closes().publish(closed);
            };
        for (Future<Path> published : both.invokeAll(List.of(publishes, publishes))) {
          assertThat(published.get()).isEqualTo(books.resolve("2026-03-10"));
        }
        assertThat(contents(books)).isEqualTo(folder);
      }
    }
  }

  /// Commits only when the other console has come, and found that this one is at it.
  private record Slow(Database database, CountDownLatch atIt, CountDownLatch other)
      implements Database {
    @Override
    public <T> T read(Work<T> work) {
      return database.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      return database.write(
          connection -> {
            T result = work.on(connection);
            atIt.countDown();
            try {
              assertThat(other.await(20, TimeUnit.SECONDS)).as("the other has come").isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return result;
          });
    }
  }

  @Test
  void financeGetsOneMailForADayAndOneADayForATrouble() throws Exception {
    charged("tracktik:1", NOON, DAY, "35.00");
    var post = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    post.start();
    int port = post.getSmtp().getPort();
    FinanceMail mail = mail(port);
    RawPosition raw = pipeline.raw("tracktik:9", NOON).position();
    CloseRefused refused = refused();
    mail.alarm(DAY.plusDays(1), DAY, refused);
    mail.alarm(DAY.plusDays(1), DAY, refused);
    pipeline.delivery(raw, "DEAD_LETTERED", null, null, NOON);
    ClosedDay closed = closes().close(DAY, "schedule", NOBODY);
    post.stop();
    catchThrowableOfType(
        FinanceMail.NotSentException.class, () -> mail.send(closed, closes().folder(closed)));
    assertThat(mail.unsent()).containsExactly(closed);
    var later = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    later.start();
    try {
      mail.send(closed, closes().folder(closed));
      mail.send(closed, closes().folder(closed));

      assertThat(mail.unsent()).isEmpty();
      assertThat(later.getReceivedMessages()).hasSize(1);
      Message told = later.getReceivedMessages()[0];
      assertThat(told.getHeader("Message-ID"))
          .containsExactly("<close.%s@tocsin.example.test>".formatted(closed.head().hash()));
      String text = GreenMailUtil.getWholeMessage(told);
      assertThat(text).contains("2026-03-10-acme.csv");
      var parts = (jakarta.mail.internet.MimeMultipart) told.getContent();
      assertThat(parts.getBodyPart(0).getContent().toString())
          .contains("1 record dead-lettered", closed.head().hash(), closed.head().document());
      assertThat(pipeline.read("select count(*) from close_mails")).containsExactly("1");
      assertThat(pipeline.read("select kind from close_alarms"))
          .containsExactly("RECORD_WITHOUT_DELIVERY");
    } finally {
      later.stop();
    }
  }

  private FinanceMail mail(int port) {
    return new FinanceMail(
        pipeline.database(),
        new MailSettings(
            "127.0.0.1",
            port,
            MailSettings.Security.NONE,
            Optional.empty(),
            () -> Secret.of("none", "none"),
            "Tocsin <books@tocsin.example.test>",
            List.of("finance@example.test")),
        () -> now);
  }

  private Map<String, String> contents(ClosedDay closed) {
    return contents(books.resolve(closed.day().toString()));
  }

  private static Map<String, String> contents(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      var contents = new TreeMap<String, String>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Files.readString(file));
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
