package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.books.close.CloseTime;
import io.tocsin.books.close.DailyClose;
import io.tocsin.books.close.FinanceMail;
import io.tocsin.books.close.MailSettings;
import io.tocsin.books.close.RawLog;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.DatabaseException;
import io.tocsin.console.BooksFactory.FinancePost;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.Secret;
import jakarta.mail.MessagingException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The schedule of the books over a real broker and PostgreSQL, with a clock that the test moves.
/// What is received are dead letters: each is accounted for by its delivery.
class CloseScheduleIT {
  private static final LocalDate DAY = LocalDate.of(2020, 3, 2);
  private static final Duration AGAIN = Duration.ofMinutes(15);

  private static int tests;

  private final Map<String, Object> kafka =
      Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final GreenMail post =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private String topic;
  private Ledger ledger;
  private OperatorDatabase operators;
  private CloseDesk desk;
  private CloseSchedule schedule;
  private volatile Instant now = Instant.EPOCH;
  private volatile boolean away;

  @BeforeEach
  void start() throws Exception {
    String name = "schedule" + ++tests;
    topic = "raw." + name;
    try (Admin admin = Admin.create(kafka)) {
      var raw = new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
      admin.createTopics(List.of(raw)).all().get();
    }
    post.start();
    ledger = Ledger.make(name);
    ledger.write("select ensure_month('deliveries', '2020-03-01')");
    operators = new OperatorDatabase(ledger.settings(name));
    var settings = new BooksSettings("books", "UTC", "02:10", true, Duration.ZERO);
    Database database = new MayBeAway();
    var closes =
        new DailyClose(
            database,
            new RawLog(kafka),
            Files.createTempDirectory(TestStack.directory(), "books"),
            new CloseTime(settings.zoneId(), settings.closeTime()),
            settings.patience(),
            () -> now,
            time -> {
              throw new AssertionError("waits although it has no patience");
            });
    var mail = new FinanceMail(database, mailSettings(), () -> now);
    desk = new CloseDesk(closes, new FinancePost(Optional.of(mail)), meters);
    schedule = new CloseSchedule(closes, desk, settings, () -> now);
  }

  private MailSettings mailSettings() {
    return new MailSettings(
        "127.0.0.1",
        post.getSmtp().getPort(),
        MailSettings.Security.NONE,
        Optional.empty(),
        () -> Secret.of("none", "none"),
        "books@tocsin.example.test",
        List.of("finance@example.test"));
  }

  @AfterEach
  void stop() throws Exception {
    schedule.close();
    operators.close();
    post.stop();
    try (Admin admin = Admin.create(kafka)) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  @Test
  void aDayIsClosedWhenItsTimeComes() throws Exception {
    received(DAY, 0);
    accounted(DAY, 0);
    now = at(DAY.plusDays(1), "00:00:00");

    while (now.isBefore(at(DAY.plusDays(1), "03:00:00"))) {
      Duration wait = schedule.round();
      assertThat(wait).isPositive().isLessThanOrEqualTo(AGAIN);
      now = now.plus(wait);
    }

    assertThat(closed()).isEqualTo("2020-03-02 schedule 2020-03-03 02:10:01");
    assertThat(subjects()).containsExactly("Books closed: 2020-03-02");
  }

  @Test
  void theDaysOfAnOutageAreClosedInOrderWhenItIsOver() throws Exception {
    received(DAY, 0);
    accounted(DAY, 0);
    received(DAY.plusDays(2), 1);
    accounted(DAY.plusDays(2), 1);
    now = at(DAY.plusDays(1), "02:10:01");
    away = true;
    assertThat(schedule.round()).isEqualTo(AGAIN);
    now = at(DAY.plusDays(3), "08:00:00");
    assertThat(schedule.round()).isEqualTo(AGAIN);
    away = false;
    assertThat(closed()).isNull();

    schedule.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> subjects().size() == 3);
    assertThat(closed())
        .isEqualTo(
            "2020-03-02 schedule 2020-03-05 08:00:00, 2020-03-03 schedule 2020-03-05 08:00:00,"
                + " 2020-03-04 schedule 2020-03-05 08:00:00");
    assertThat(subjects())
        .containsExactly(
            "Books closed: 2020-03-02", "Books closed: 2020-03-03", "Books closed: 2020-03-04");
  }

  @Test
  void aDayThatDoesNotBalanceIsToldOnceADayAndTriedAgainUntilItDoes() throws Exception {
    received(DAY, 0);
    now = at(DAY.plusDays(1), "02:10:01");

    for (int round = 1; round <= 3; round++) {
      assertThat(schedule.round()).isEqualTo(AGAIN);
      now = now.plus(AGAIN);
      assertThat(meters.counter("tocsin.books.refusals").count()).isEqualTo(round);
    }

    assertThat(desk.trouble().orElseThrow()).startsWith("2020-03-02 is not closed");
    assertThat(gauge("tocsin.books.open.days")).isEqualTo(1);
    assertThat(mismatches()).isEqualTo(1);
    assertThat(subjects()).containsExactly("Books NOT closed: 2020-03-02");
    assertThat(ledger.ask("select string_agg(day || ' ' || kind, ', ') from close_alarms"))
        .isEqualTo("2020-03-03 RECORD_WITHOUT_DELIVERY");

    now = at(DAY.plusDays(2), "00:05:00");
    assertThat(schedule.round()).isEqualTo(AGAIN);
    assertThat(subjects())
        .containsExactly("Books NOT closed: 2020-03-02", "Books NOT closed: 2020-03-02");

    accounted(DAY, 0);
    assertThat(schedule.round()).isPositive();

    assertThat(closed()).isEqualTo("2020-03-02 schedule 2020-03-04 00:05:00");
    assertThat(desk.trouble()).isEmpty();
    assertThat(gauge("tocsin.books.open.days")).isZero();
    assertThat(mismatches()).isZero();
    assertThat(subjects()).last().isEqualTo("Books closed: 2020-03-02");
    assertThat(subjects()).hasSize(3);
  }

  private static Instant at(LocalDate day, String time) {
    return Instant.parse("%sT%sZ".formatted(day, time));
  }

  private void received(LocalDate day, int offset) throws Exception {
    try (var producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      long received = day.atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
      assertThat(
              producer
                  .send(new ProducerRecord<>(topic, 0, received, new byte[0], new byte[0]))
                  .get()
                  .offset())
          .isEqualTo(offset);
    }
  }

  private void accounted(LocalDate day, int offset) {
    ledger.write(
        """
        insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, received_at, received_day, reason_code, reason)
        values ('%1$s', 0, %2$d, 'DEAD_LETTERED', 'receipt-%2$d', 'guards', '%3$sT12:00:00Z', '%3$s', 'UNREADABLE_BODY', 'Not readable.')
        """
            .formatted(topic, offset, day));
  }

  /// The closes in order: the day, by whom, when.
  private String closed() {
    return ledger.ask(
        "select string_agg(day || ' ' || closed_by || ' ' || to_char(closed_at at time zone 'UTC',"
            + " 'YYYY-MM-DD HH24:MI:SS'), ', ' order by close_no) from day_closes");
  }

  private List<String> subjects() {
    return Arrays.stream(post.getReceivedMessages())
        .map(
            message -> {
              try {
                return message.getSubject();
              } catch (MessagingException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double mismatches() {
    return meters
        .get("tocsin.books.mismatches")
        .tag("kind", "RECORD_WITHOUT_DELIVERY")
        .gauge()
        .value();
  }

  /// PostgreSQL, where it is not away.
  private final class MayBeAway implements Database {
    @Override
    public <T> T read(Work<T> work) {
      return reached().read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      return reached().write(work);
    }

    private Database reached() {
      if (away) {
        throw new DatabaseException(new SQLException("gone", "08006"));
      }
      return operators;
    }
  }
}
