package io.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.DatabaseException;
import io.tocsin.books.db.PooledDatabase;
import io.tocsin.books.db.Sql;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Replays with a real broker and PostgreSQL. What takes the records is a stand-in that can be held
/// up.
final class ReplayIT {
  private static final List<String> SOURCES = List.of("whole", "held", "crash", "silent");
  private static final int PARTITIONS = 2;
  private static final int PER_PARTITION = 100;
  private static final int IN_FLIGHT = 30;
  private static final int LIVE_LAG = 10;
  private static final Duration LEASE = Duration.ofSeconds(2);

  /// Records a second: the range lasts for some notes.
  private static final int SLOWLY = 60;

  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final String OPERATOR = "replay_operator";

  private static final Limits LIMITS =
      new Limits(BigDecimal.TEN, 2000, IN_FLIGHT, LIVE_LAG, Duration.ofDays(90));

  private static KafkaSettings kafka;
  private static HikariDataSource pool;
  private static Database database;
  private static StandInNormalizer normalizer;
  private static KafkaProducer<byte[], byte[]> producer;

  private final List<ReplayRunner> runners = new ArrayList<>();
  private final Database operators = asOperator();
  private BigDecimal difference = BigDecimal.ZERO;
  private final List<String> met = new ArrayList<>();
  private final Replays replays =
      new Replays(operators, log(operators), this::difference, LIMITS, Clock.systemUTC());

  @BeforeAll
  static void start() throws Exception {
    kafka =
        new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
    makeTopics();
    makeTables();
    producer =
        new KafkaProducer<>(
            kafka.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    normalizer = new StandInNormalizer(kafka, database, SOURCES, PARTITIONS);
  }

  private static void makeTopics() throws Exception {
    var scale = new Topics.Scale(PARTITIONS, 1, 1);
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      admin
          .createTopics(
              Stream.concat(
                      Topics.shared(scale).stream().filter(s -> s.name().equals(Topics.REPLAY)),
                      SOURCES.stream().map(s -> Topics.rawSpec(s, scale)))
                  .map(s -> new NewTopic(s.name(), PARTITIONS, (short) 1).configs(s.configs()))
                  .toList())
          .all()
          .get();
    }
  }

  /// The tables as the sinks make them, used with the rights that the console has.
  private static void makeTables() {
    EmbeddedDatabase server = TestStack.database();
    server.createDatabase("replay");
    server.createRole(OPERATOR, OPERATOR);
    Flyway.configure()
        .dataSource(server.jdbcUrl("replay"), server.user(), server.password())
        .locations("classpath:db/migration")
        .placeholders(Map.of("readerRole", "nobody_reads", "operatorRole", OPERATOR))
        .load()
        .migrate();
    var config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl("replay"));
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
    database = new PooledDatabase(pool);
  }

  @AfterAll
  static void stop() {
    normalizer.close();
    producer.close();
    pool.close();
  }

  @AfterEach
  void stopRunners() {
    runners.forEach(ReplayRunner::close);
    normalizer.holdReplays(false);
    normalizer.holdLive(false);
  }

  @Test
  void aRangeIsSentOnceByteForByteWhoeverElseIsThereToSendIt() throws Exception {
    arrive("whole");
    runner(LEASE, operators);
    runner(LEASE, operators);

    Replay replay = replays.plan(asked("whole", List.of("0:10", "1:20"), List.of("0:90")), "ann");
    await().atMost(WITHIN).until(() -> state(replay), State.DONE::equals);

    List<ConsumerRecord<byte[], byte[]>> sent = sent(replay);
    assertThat(sent).hasSize(80);
    assertThat(sent)
        .allSatisfy(
            record -> {
              long offset = Long.parseLong(text(record, ReplayHeaders.OFFSET));
              assertThat(offset).isBetween(10L, 89L);
              assertThat(record.partition()).isZero();
              assertThat(record.key()).isEqualTo(bytes("key-" + offset));
              assertThat(record.value()).isEqualTo(bytes("value-" + offset));
              assertThat(text(record, "as-received")).isEqualTo("header-" + offset);
              assertThat(text(record, ReplayHeaders.TOPIC)).isEqualTo("raw.whole");
              assertThat(text(record, ReplayHeaders.PARTITION)).isEqualTo("0");
              assertThat(text(record, ReplayHeaders.TIMESTAMP)).startsWith("20").endsWith("Z");
            });
    Replay after = replays.get(replay.id());
    assertThat(after.sent()).isEqualTo(80);
    assertThat(after.outcomes()).isEqualTo(new Outcomes(0, 0, 80, 0));
    assertThat(after.underWay()).isZero();
    assertThat(audited(replay))
        .containsExactly("ann REPLAY_PLANNED", "ann REPLAY_STARTED", "ann REPLAY_DONE");
  }

  @Test
  void atMostSoManyAreUnderWayAndAStoppedReplayLosesNothing() throws Exception {
    arrive("held");
    normalizer.holdReplays(true);
    runner(LEASE, operators);

    Replay replay = replays.plan(asked("held", List.of("0"), List.of()), "ann");
    await()
        .atMost(WITHIN)
        .until(() -> replays.get(replay.id()).detail().startsWith("waits: 30 replayed records"));
    assertThat(sent(replay)).as("no more than may be under way").hasSize(IN_FLIGHT);
    assertThat(replays.get(replay.id()).underWay()).isEqualTo(IN_FLIGHT);

    replays.command(replay.id(), Command.PAUSE, "bob");
    await().atMost(WITHIN).until(() -> free(replay));
    normalizer.holdReplays(false);
    await().atMost(WITHIN).until(() -> replays.get(replay.id()).underWay() == 0);
    assertThat(sent(replay)).as("paused").hasSize(IN_FLIGHT);

    normalizer.holdLive(true);
    arrive("held");
    replays.command(replay.id(), Command.RESUME, "bob");
    await()
        .atMost(WITHIN)
        .until(
            () ->
                replays
                    .get(replay.id())
                    .detail()
                    .equals("waits: the normalizer has 200 live records before it (limit 10)"));
    assertThat(sent(replay)).as("live traffic first").hasSize(IN_FLIGHT);
    normalizer.holdReplays(true);
    normalizer.holdLive(false);
    await().atMost(WITHIN).until(() -> sent(replay).size() == 2 * IN_FLIGHT);

    replays.command(replay.id(), Command.ABORT, "bob");
    await().atMost(WITHIN).until(() -> free(replay));
    normalizer.holdReplays(false);
    await().atMost(WITHIN).until(() -> replays.get(replay.id()).underWay() == 0);
    Replay after = replays.get(replay.id());
    assertThat(after.sent()).isEqualTo(sent(replay).size()).isEqualTo(2 * IN_FLIGHT);
    assertThat(after.state()).isEqualTo(State.ABORTED);
    assertThat(after.positions().values().stream().mapToLong(Long::longValue).sum())
        .as("all before them was sent, nothing after")
        .isEqualTo(after.sent());
    assertThat(audited(replay))
        .containsExactly(
            "ann REPLAY_PLANNED",
            "ann REPLAY_STARTED",
            "bob REPLAY_PAUSED",
            "bob REPLAY_RESUMED",
            "ann REPLAY_STARTED",
            "bob REPLAY_ABORTED");
    assertThatThrownBy(() -> replays.command(replay.id(), Command.RESUME, "bob"))
        .hasMessage("Replay %s is aborted: it cannot be resumed.".formatted(replay.id()));
  }

  @Test
  void anotherInstanceGoesOnAfterACrashAndNothingIsMissing() throws Exception {
    arrive("crash");
    // Takes the replay, sends, and dies when it would note how far it is.
    var dies = new DyingDatabase(operators, 0);
    runner(LEASE, dies);
    Replay replay = replays.plan(asked("crash", List.of("0"), List.of("0:80", "1:80")), "ann");
    await().atMost(WITHIN).until(() -> dies.dead() && sent(replay).size() >= IN_FLIGHT);
    assertThat(replays.get(replay.id()).sent()).as("noted").isZero();

    runner(LEASE, operators);
    await().atMost(WITHIN).until(() -> state(replay), State.DONE::equals);

    List<String> offsets =
        sent(replay).stream()
            .map(r -> r.partition() + ":" + text(r, ReplayHeaders.OFFSET))
            .toList();
    assertThat(offsets).as("some were sent twice").hasSizeGreaterThan(160);
    assertThat(offsets)
        .containsAll(
            IntStream.range(0, 160).mapToObj(n -> "%d:%d".formatted(n / 80, n % 80)).toList());
    Replay after = replays.get(replay.id());
    assertThat(after.sent()).isEqualTo(160);
    assertThat(after.outcomes()).isEqualTo(new Outcomes(0, 0, 160, 0));
  }

  @Test
  void whoFollowsASilentInstanceGoesOnAtItsLastNoteAndHasTheReplayAlone() throws Exception {
    arrive("silent");
    // Notes its progress once; then it is silent as one that was killed, and does not let go.
    var silent = new SilentDatabase(operators, 1);
    runner(LEASE, silent);
    Replay replay =
        replays.plan(asked("silent", List.of("0"), List.of("0:80", "1:80"), SLOWLY), "ann");
    await().atMost(WITHIN).until(() -> state(replay), State.RUNNING::equals);
    runner(LEASE, operators);
    silent.awaitSilence();
    Replay noted = replays.get(replay.id());
    assertThat(noted.sent()).isPositive();

    await().atMost(WITHIN).until(() -> state(replay), State.DONE::equals);

    List<ConsumerRecord<byte[], byte[]>> sent = sent(replay);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      long note = noted.positions().get(partition);
      List<Long> offsets = offsets(sent, partition);
      long first = offsets.size() - (80 - note);
      assertThat(note).as("noted by the first").isLessThanOrEqualTo(first);
      assertThat(offsets)
          .as("by the first from the start, then by the second from the note")
          .containsExactlyElementsOf(
              LongStream.concat(LongStream.range(0, first), LongStream.range(note, 80))
                  .boxed()
                  .toList());
    }
    assertThat(sent).as("sent twice is what the first had not noted").hasSizeGreaterThan(160);

    // Awake again, the first neither sends nor notes anything.
    silent.wake();
    runners.removeFirst().close();
    assertThat(sent(replay)).hasSameSizeAs(sent);
    Replay done = replays.get(replay.id());
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.sent()).isEqualTo(160);
    assertThat(done.outcomes()).isEqualTo(new Outcomes(0, 0, 160, 0));
    assertThat(audited(replay))
        .containsExactly("ann REPLAY_PLANNED", "ann REPLAY_STARTED", "ann REPLAY_DONE");
  }

  /// In the order in which they were sent.
  private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> sent, int partition) {
    return sent.stream()
        .filter(record -> record.partition() == partition)
        .map(record -> Long.valueOf(text(record, ReplayHeaders.OFFSET)))
        .toList();
  }

  @Test
  void whatIsDearRunsOnlyWhenASecondPersonSaysSo() throws Exception {
    arrive("whole");
    difference = BigDecimal.valueOf(1001, 2);
    Replay replay = replays.plan(asked("whole", List.of("1:0"), List.of("1:5")), "ann");
    assertThat(replay.state()).isEqualTo(State.WAITING_FOR_CONFIRMATION);
    assertThat(replay.plan().confirmation())
        .isEqualTo("It changes 10.01 EUR in all, more than 10.");
    runner(LEASE, operators);

    assertThatThrownBy(() -> replays.command(replay.id(), Command.CONFIRM, "ann"))
        .hasMessageContaining("another operator must confirm it");
    assertThatThrownBy(
            () ->
                operators.write(
                    connection ->
                        Sql.change(
                            connection,
                            "update replays set state = 'RUNNING' where replay_id = ?",
                            replay.id())))
        .as("the database keeps four eyes too")
        .isInstanceOf(DatabaseException.class);
    assertThatThrownBy(
            () ->
                operators.write(
                    connection ->
                        Sql.change(
                            connection,
                            "update replays set plan = '{}' where replay_id = ?",
                            replay.id())))
        .as("nobody changes what was asked for")
        .isInstanceOf(DatabaseException.class);
    assertThat(sent(replay)).isEmpty();
    assertThat(replays.command(replay.id(), Command.CONFIRM, "bob").confirmedBy()).isEqualTo("bob");
    await().atMost(WITHIN).until(() -> state(replay), State.DONE::equals);

    assertThat(sent(replay)).hasSize(5);
    assertThat(audited(replay)).contains("bob REPLAY_CONFIRMED");
    assertThat(replays.newest(1))
        .singleElement()
        .extracting(Replay.Entry::id)
        .isEqualTo(replay.id());
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    arrive("whole");
    long rows = rows();

    Plan plan = replays.dryRun(asked("whole", List.of("2020-01-01"), List.of("0:7", "1:3")));

    assertThat(plan.difference().records()).isEqualTo(10);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void onlyWhatStillIsADeadLetterForThatReason() throws Exception {
    arrive("whole");
    database.write(
        connection ->
            Sql.list(
                connection,
                "select ensure_month('deliveries', date '1970-01-01') is null as made",
                row -> row.truth("made")));
    database.write(
        connection ->
            Sql.change(
                connection,
                """
                insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, reason_code, received_day)
                select 'raw.whole', 0, n, 'DEAD_LETTERED', case when n < 4 then 'UNKNOWN_SOURCE' else 'UNREADABLE_BODY' end, date '1970-01-01'
                from generate_series(1, 6) as n
                """));
    database.write(
        connection ->
            Sql.change(
                connection,
                """
                insert into replayed_deliveries (replay_id, raw_topic, raw_partition, raw_offset, outcome, event_key, revision)
                values ('r20260101000000-aaaa', 'raw.whole', 0, 2, 'NEW', 'whole:2', 1),
                       ('r20260101000000-aaaa', 'raw.whole', 0, 3, 'DEAD_LETTERED', null, null)
                """));

    Plan plan =
        replays.dryRun(
            new Asked(
                "whole", List.of("0"), List.of("10"), null, null, "UNKNOWN_SOURCE", "why", null));

    assertThat(met).containsExactly("0:1", "0:3");
    assertThat(plan.difference().records()).isEqualTo(2);
  }

  private static Asked asked(String source, List<String> from, List<String> to) {
    return asked(source, from, to, null);
  }

  /// @param rate null = as configured
  private static Asked asked(String source, List<String> from, List<String> to, Integer rate) {
    return new Asked(source, from, to, null, null, null, "as a test", rate);
  }

  private MoneyDifference difference(Selection selection, RawRecords records) {
    met.clear();
    records.each(raw -> met.add(raw.partition() + ":" + raw.offset()));
    var none = new MoneyDifference.Sum(0, BigDecimal.ZERO);
    return new MoneyDifference(
        met.size(),
        met.size(),
        0,
        0,
        0,
        List.of(
            new MoneyDifference.ClientDifference(
                "acme", "EUR", new MoneyDifference.Sum(1, difference), none, none)),
        List.of(),
        List.of());
  }

  /// The rights of the console, on the same connections.
  private static Database asOperator() {
    return new Database() {
      @Override
      public <T> T read(Work<T> work) {
        return database.read(connection -> as(connection, work));
      }

      @Override
      public <T> T write(Work<T> work) {
        return database.write(connection -> as(connection, work));
      }

      private <T> T as(Connection connection, Work<T> work) throws SQLException {
        Sql.change(connection, "set local role " + OPERATOR);
        return work.on(connection);
      }
    };
  }

  /// Answers so often to the writes of a running replay, then never again.
  private static final class DyingDatabase implements Database {
    private final Database living;
    private final AtomicLong writes;

    DyingDatabase(Database living, int takes) {
      this.living = living;
      this.writes = new AtomicLong(takes);
    }

    boolean dead() {
      return writes.get() < 0;
    }

    @Override
    public <T> T read(Work<T> work) {
      return living.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      boolean runs = !Thread.currentThread().getName().equals("replays");
      if (dead() || (runs && writes.decrementAndGet() < 0)) {
        throw new DatabaseException(new SQLException("gone", "08006"));
      }
      return living.write(work);
    }
  }

  /// Answers so often to the writes of a running replay; from the next one on all hang until it is
  /// woken, as where the process stands still.
  private static final class SilentDatabase implements Database {
    private final Database living;
    private final AtomicLong writes;
    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);

    SilentDatabase(Database living, int notes) {
      this.living = living;
      this.writes = new AtomicLong(notes);
    }

    void awaitSilence() throws InterruptedException {
      assertThat(silent.await(WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void wake() {
      awake.countDown();
    }

    @Override
    public <T> T read(Work<T> work) {
      return living.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      boolean runs = !Thread.currentThread().getName().equals("replays");
      if (runs && writes.decrementAndGet() < 0) {
        silent.countDown();
      }
      if (silent.getCount() == 0) {
        try {
          awake.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return living.write(work);
    }
  }

  private static RawLog log(Database database) {
    return new RawLog(
        kafka,
        new RegistrySettings(
            "http://127.0.0.1:1",
            AvroSerdes.DEFAULT_SERIALIZER,
            AvroSerdes.DEFAULT_DESERIALIZER,
            Map.of()),
        database,
        NormalizerTopology.APPLICATION_ID);
  }

  private void runner(Duration lease, Database with) {
    var runner = new ReplayRunner(with, log(with), kafka, LIMITS, lease);
    runners.add(runner);
    runner.start();
  }

  /// Two hundred records arrive and are taken, unless the stand-in is held.
  private static void arrive(String source) throws Exception {
    for (int n = 0; n < PER_PARTITION; n++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        var record =
            new ProducerRecord<>(
                Topics.raw(source), partition, bytes("key-" + n), bytes("value-" + n));
        record.headers().add("as-received", bytes("header-" + n));
        producer.send(record);
      }
    }
    producer.flush();
    if (!normalizer.holdsLive()) {
      try (var positions = log(database).positions(source)) {
        await()
            .atMost(WITHIN)
            .until(
                () ->
                    positions.taken().equals(positions.at(Instant.parse("2100-01-01T00:00:00Z"))));
      }
    }
  }

  private State state(Replay replay) {
    return replays.get(replay.id()).state();
  }

  /// Whether no instance holds it.
  private static boolean free(Replay replay) {
    return database.read(
        connection ->
            Sql.one(
                connection,
                "select held_by is null as free from replays where replay_id = ?",
                row -> row.truth("free"),
                replay.id()));
  }

  private static List<String> audited(Replay replay) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                "select actor || ' ' || action as did from audit where subject = ? order by"
                    + " audit_no",
                row -> row.text("did"),
                replay.id()));
  }

  private static long rows() {
    return database.read(
        connection ->
            Sql.one(
                connection,
                "select (select count(*) from replays) + (select count(*) from audit) as n",
                row -> row.number("n")));
  }

  /// What stands in the replay topic of a replay.
  private static List<ConsumerRecord<byte[], byte[]>> sent(Replay replay) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("enable.auto.commit", false);
    var sent = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(p -> new TopicPartition(Topics.REPLAY, p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                r -> {
                  if (r.offset() < ends.get(new TopicPartition(r.topic(), r.partition()))
                      && text(r, ReplayHeaders.ID).equals(replay.id())) {
                    sent.add(r);
                  }
                });
      }
    }
    return sent;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    return StandInNormalizer.text(record.headers(), header);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
