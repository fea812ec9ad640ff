package io.tocsin.sinks.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.Bench;
import io.tocsin.sinks.Rows;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.Origin;
import io.tocsin.sinks.runtime.SinkRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The large tables of facts by month: where a fact goes, that it is there once, that nobody
/// changes it, and that the months come to be beside everything else.
final class MonthsIT {
  private static final String REFUSED = "23001";
  private static final String READER = "months_reader";
  private static Rows rows;

  @BeforeAll
  static void makeTables() throws SQLException {
    rows = Bench.freshDatabase("months");
    rows.run(
        "do $$ begin if not exists (select from pg_roles where rolname = '%1$s') then create role %1$s; end if; end $$"
            .formatted(READER));
    migrate(rows, "latest");
  }

  @Test
  void factsOfTwoMonthsLieInTwoPartitionsAndAreThereOnceHoweverOftenTheyAreWritten()
      throws SQLException {
    List<SinkRecord> facts = new ArrayList<>();
    for (LocalDate day : List.of(LocalDate.of(2025, 1, 31), LocalDate.of(2025, 2, 1))) {
      facts.addAll(facts("two:" + day, day));
    }
    facts.add(
        record(
            Topics.DELIVERIES,
            Sample.delivery("two:unreadable", 7)
                .setEventKey(null)
                .setReceivedAt(null)
                .setOutcome(Outcome.DEAD_LETTERED)
                .build()));

    write(facts);
    write(facts);
    for (SinkRecord one : facts.reversed()) {
      write(List.of(one));
    }

    for (String table : List.of("events", "decisions")) {
      assertThat(
              rows.of(
                  "select tableoid::regclass, event_key from %s where event_key like 'two:%%' order by 2"
                      .formatted(table)))
          .containsExactly(table + "_2025_01|two:2025-01-31", table + "_2025_02|two:2025-02-01");
    }
    assertThat(
            rows.of(
                "select tableoid::regclass, coalesce(event_key, outcome) from deliveries where"
                    + " event_key like 'two:%' or received_at is null order by 2"))
        .containsExactly(
            "deliveries_1970_01|DEAD_LETTERED",
            "deliveries_2025_01|two:2025-01-31",
            "deliveries_2025_02|two:2025-02-01");
  }

  /// What became of a record when it arrived stays; what a replay made of it stands beside it.
  @Test
  void theOutcomesOfAReplayStandBesideThoseOfTheArrivals() throws SQLException {
    LocalDate day = LocalDate.of(2025, 7, 9);
    Instant at = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    List<SinkRecord> facts = new ArrayList<>();
    for (long offset : List.of(70L, 71L)) {
      facts.add(
          record(
              Topics.DELIVERIES,
              Sample.delivery("replayed:" + offset, offset)
                  .setReceivedAt(at)
                  .setOutcome(Outcome.DEAD_LETTERED)
                  .setRevision(null)
                  .setReasonCode("UNKNOWN_VENDOR")
                  .build()));
    }
    facts.add(replayed("replay-1", 70, Outcome.DEAD_LETTERED));
    facts.add(replayed("replay-2", 70, Outcome.NEW));
    facts.add(replayed("replay-3", 70, Outcome.DUPLICATE));
    facts.add(replayed("replay-3", 71, Outcome.DEAD_LETTERED));
    facts.add(
        record(
            Topics.CANONICAL,
            Sample.event("replayed:70", 1).setServiceDay(day).setReplayId("replay-2").build()));
    facts.add(
        record(
            Topics.DECISIONS,
            Sample.decision("replayed:70", 1, 1)
                .setServiceDay(day)
                .setRaw(new Position("raw.tracktik", 0, 70L))
                .setReplayId("replay-2")
                .build()));

    write(facts);
    write(facts);

    assertThat(
            rows.of(
                "select raw_offset, outcome, reason_code from deliveries where event_key like"
                    + " 'replayed:%' order by 1"))
        .containsExactly("70|DEAD_LETTERED|UNKNOWN_VENDOR", "71|DEAD_LETTERED|UNKNOWN_VENDOR");
    assertThat(
            rows.of(
                "select replay_id, raw_offset, outcome from replayed_deliveries where event_key"
                    + " like 'replayed:%' order by 1, 2"))
        .containsExactly(
            "replay-1|70|DEAD_LETTERED",
            "replay-2|70|NEW",
            "replay-3|70|DUPLICATE",
            "replay-3|71|DEAD_LETTERED");
    assertThat(
            rows.of(
                "select raw_offset, outcome, revision, reason_code, replay_id from"
                    + " standing_deliveries where event_key like 'replayed:%' order by 1"))
        .containsExactly("70|NEW|1|-|replay-2", "71|DEAD_LETTERED|-|UNKNOWN_VENDOR|-");
    assertThat(rows.of("select replay_id from events where event_key = 'replayed:70'"))
        .containsExactly("replay-2");
    assertThat(
            rows.of(
                "select replay_id, raw_topic, raw_partition, raw_offset from current_decisions"
                    + " where event_key = 'replayed:70'"))
        .containsExactly("replay-2|raw.tracktik|0|70");
  }

  private static SinkRecord replayed(String replayId, long offset, Outcome outcome) {
    boolean dead = outcome == Outcome.DEAD_LETTERED;
    return record(
        Topics.DELIVERIES,
        Sample.delivery("replayed:" + offset, offset)
            .setOutcome(outcome)
            .setRevision(dead ? null : 1)
            .setReasonCode(dead ? "UNKNOWN_VENDOR" : null)
            .setReplayId(replayId)
            .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deliveries",
        "deliveries_2025_03",
        "events",
        "events_2025_03",
        "decisions",
        "decisions_2025_03"
      })
  void neitherTheWholeNorAMonthIsChangedByAnybody(String table) throws SQLException {
    write(facts("kept:1", LocalDate.of(2025, 3, 5)));

    for (String change :
        List.of(
            "update %s set recorded_at = now()",
            "delete from %s", "truncate %s", "truncate only %s cascade")) {
      if (!(change.contains("only") && !table.contains("_"))) {
        assertThatThrownBy(() -> rows.run(change.formatted(table)))
            .as(change.formatted(table))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(REFUSED));
      }
    }
    assertThat(rows.number("select count(*) from %s where event_key = 'kept:1'".formatted(table)))
        .isEqualTo(1);
  }

  @Test
  void theFirstOfAMonthLocksNobodyOut() throws SQLException {
    LocalDate known = LocalDate.of(2025, 4, 1);
    write(facts("beside:1", known));
    try (Connection busy = connect(rows);
        Connection reader = connect(rows);
        Connection first = connect(rows)) {
      for (Connection one : List.of(busy, reader, first)) {
        execute(one, "set local lock_timeout = '1s'");
      }
      new LedgerSink().write(busy, facts("beside:2", known));
      execute(reader, "select * from current_decisions");

      new LedgerSink().write(first, facts("beside:3", LocalDate.of(2025, 5, 1)));

      new LedgerSink().write(busy, facts("beside:4", known));
      execute(reader, "select * from current_decisions");
      busy.commit();
      first.commit();
    }

    assertThat(
            rows.of(
                "select tableoid::regclass, event_key from events where event_key like 'beside:%'"
                    + " order by 2"))
        .containsExactly(
            "events_2025_04|beside:1",
            "events_2025_04|beside:2",
            "events_2025_05|beside:3",
            "events_2025_04|beside:4");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoThatNeedTheSameNewMonthBothWrite(boolean firstCommits) throws Exception {
    LocalDate day = LocalDate.of(2025, firstCommits ? 6 : 7, 1);
    String run = "race:" + firstCommits;
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        Connection first = connect(rows);
        Connection second = connect(rows)) {
      // Both have their snapshots before either has made the month.
      execute(second, "select 1 from sink_writes");
      new LedgerSink().write(first, facts(run + ":1", day));
      Future<?> waiting =
          thread.submit(
              () -> {
                new LedgerSink().write(second, facts(run + ":2", day));
                second.commit();
                return null;
              });
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  rows.number(
                          "select count(*) from pg_locks where mode = 'ShareUpdateExclusiveLock'"
                              + " and not granted")
                      == 1);
      if (firstCommits) {
        first.commit();
      } else {
        first.rollback();
      }
      waiting.get(10, TimeUnit.SECONDS);
    }

    List<String> there = firstCommits ? List.of(run + ":1", run + ":2") : List.of(run + ":2");
    assertThat(
            rows.of("select event_key from decisions where event_key like ? order by 1", run + "%"))
        .isEqualTo(there);
  }

  @Test
  void aFactOfAMonthThatWasPutAwayGetsANewOne() throws SQLException {
    LocalDate day = LocalDate.of(2025, 8, 1);
    write(facts("away:1", day));
    rows.run(
        "alter table events detach partition events_2025_08; alter table events_2025_08 rename to"
            + " put_away_events_2025_08");

    write(facts("away:2", day));

    assertThat(rows.of("select event_key from events_2025_08")).containsExactly("away:2");
    assertThat(rows.of("select event_key from events where event_key like 'away:%'"))
        .containsExactly("away:2");
    assertThat(rows.of("select event_key from put_away_events_2025_08")).containsExactly("away:1");
  }

  @Test
  void aDayThatCannotBeIsRefusedAsData() {
    assertThatThrownBy(() -> write(facts("far:1", LocalDate.of(2100, 1, 1))))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22008"));
  }

  @Test
  void whatAStoryAsksForIsFoundByIndexInEachMonth() throws SQLException {
    write(facts("index:1", LocalDate.of(2025, 9, 1)));
    write(facts("index:2", LocalDate.of(2025, 10, 1)));
    for (String question :
        List.of(
            "select * from events where event_key = 'x' order by revision desc limit 10",
            "select * from decisions where event_key = 'x' order by revision desc limit 10",
            "select * from current_decisions where event_key = 'x'",
            "select * from decisions where charge_key = 'x'",
            "select * from deliveries where event_key = 'x'",
            "select * from deliveries where receipt = 'x'",
            "select * from deliveries where raw_topic = 'x' and raw_partition = 1 and raw_offset ="
                + " 1")) {
      String plan = plan(question);
      assertThat(plan).as(question).doesNotContain("Seq Scan").contains("_2025_09", "_2025_10");
    }
    assertThat(plan("select * from events where service_day = '2025-09-03'"))
        .contains("events_2025_09")
        .doesNotContain("events_2025_10");
  }

  /// The plan where reading a whole table is the last resort: these tables are too small for an
  /// index to be worth it.
  private static String plan(String question) throws SQLException {
    var plan = new StringBuilder();
    try (Connection connection = connect(rows);
        Statement statement = connection.createStatement()) {
      statement.execute("set enable_seqscan = off");
      try (ResultSet row = statement.executeQuery("explain " + question)) {
        while (row.next()) {
          plan.append(row.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  @Test
  void theReaderReadsMonthsThatWereMadeLaterAndWritesNothing() throws SQLException {
    write(facts("read:1", LocalDate.of(2025, 11, 1)));

    try (Connection connection = connect(rows)) {
      execute(connection, "set role " + READER);
      for (String table : List.of("events", "deliveries", "decisions", "current_decisions")) {
        execute(connection, "select * from %s where event_key = 'read:1'".formatted(table));
      }
      assertThatThrownBy(() -> execute(connection, "delete from decisions_2025_11"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void whatWasThereBeforeIsMovedAndMeetsItsSecondDelivery() throws SQLException {
    Rows before = Bench.freshDatabase("months_before");
    migrate(before, "6");
    for (String month : List.of("2025-01", "2025-02")) {
      before.run(
          """
          insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, event_key, revision, received_at, recorded_at)
          values ('raw.tracktik', 3, %2$s, 'NEW', 'before:%1$s', 1, '%1$s-15T23:30:00-06:00', '2025-03-01T00:00:00Z');
          insert into events (event_key, revision, source, vendor, receipt, site_key, type, life_safety, occurred_at, time_basis, received_at,
            service_day, review, content_hash, raw_topic, raw_partition, raw_offset, redactions)
          values ('before:%1$s', 1, 's', 'v', 'r', 's', 'alarm', false, now(), 'RECEIVED', now(), '%1$s-15', '{}', 'h', 't', 0, 0, '{phone}');
          insert into decisions (event_key, revision, decision_number, site_key, incident_id, source, type, life_safety, occurred_at,
            service_day, end_state, reason, rulebook_version, values_seen, routes, summary, receipt, on_test)
          values ('before:%1$s', 1, 1, 's', 'i', 's', 'alarm', false, now(), '%1$s-15', 'IN_REVIEW', 'r', 1, '{}', '{}', 's', 'r', 'w');
          """
              .formatted(month, month.substring(6)));
    }
    before.run(
        "insert into deliveries (raw_topic, raw_partition, raw_offset, outcome) values"
            + " ('raw.tracktik', 3, 9, 'DEAD_LETTERED')");

    migrate(before, "latest");

    assertThat(
            before.of(
                "select tableoid::regclass, event_key, received_day, recorded_at at time zone 'UTC'"
                    + " from deliveries where event_key is not null order by 2"))
        .containsExactly(
            "deliveries_2025_01|before:2025-01|2025-01-16|2025-03-01 00:00:00",
            "deliveries_2025_02|before:2025-02|2025-02-16|2025-03-01 00:00:00");
    assertThat(before.of("select tableoid::regclass, event_key, redactions from events order by 2"))
        .containsExactly(
            "events_2025_01|before:2025-01|{phone}", "events_2025_02|before:2025-02|{phone}");
    assertThat(before.of("select event_key, end_state, on_test from current_decisions order by 1"))
        .containsExactly("before:2025-01|IN_REVIEW|w", "before:2025-02|IN_REVIEW|w");
    List<SinkRecord> again = new ArrayList<>();
    for (int month = 1; month <= 2; month++) {
      String key = "before:2025-0" + month;
      LocalDate day = LocalDate.of(2025, month, 15);
      again.add(record(Topics.CANONICAL, Sample.event(key, 1).setServiceDay(day).build()));
      again.add(record(Topics.DECISIONS, Sample.decision(key, 1, 1).setServiceDay(day).build()));
      again.add(
          record(
              Topics.DELIVERIES,
              Sample.delivery(key, month)
                  .setReceivedAt(Instant.parse("2025-0%d-16T05:30:00Z".formatted(month)))
                  .build()));
    }
    again.add(
        record(Topics.DELIVERIES, Sample.delivery("unreadable", 9).setReceivedAt(null).build()));
    try (Connection connection = connect(before)) {
      new LedgerSink().write(connection, again);
      connection.commit();
    }
    assertThat(before.of("select count(*) from events")).containsExactly("2");
    assertThat(before.of("select count(*) from decisions")).containsExactly("2");
    assertThat(before.of("select count(*) from deliveries")).containsExactly("3");
    assertThatThrownBy(() -> before.run("delete from decisions_2025_01"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(REFUSED));
  }

  /// An event, its delivery and its decision.
  private static List<SinkRecord> facts(String key, LocalDate day) {
    Instant at = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    return List.of(
        record(
            Topics.DELIVERIES,
            Sample.delivery(key, Math.abs((long) key.hashCode())).setReceivedAt(at).build()),
        record(Topics.CANONICAL, Sample.event(key, 1).setServiceDay(day).build()),
        record(Topics.DECISIONS, Sample.decision(key, 1, 1).setServiceDay(day).build()));
  }

  private static SinkRecord record(String topic, SpecificRecord value) {
    return new SinkRecord(Optional.of(value), new Origin(topic, 0, 0, Sample.AT, "site-1"), 1);
  }

  private static void write(List<SinkRecord> facts) throws SQLException {
    try (Connection connection = connect(rows)) {
      new LedgerSink().write(connection, facts);
      connection.commit();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void migrate(Rows rows, String version) {
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .placeholders(Map.of("readerRole", READER, "operatorRole", "nobody"))
        .target(version)
        .load()
        .migrate();
  }

  private static Connection connect(Rows rows) throws SQLException {
    Connection connection = DriverManager.getConnection(rows.url(), rows.user(), rows.password());
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }
}
