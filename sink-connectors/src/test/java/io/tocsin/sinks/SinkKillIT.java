package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A sink that is killed, at its two worst moments, neither loses a line nor doubles one.
final class SinkKillIT {
  private static final int EVENTS = 200;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static Bench bench;
  private static Rows rows;
  private final List<Decision> sent = new ArrayList<>();

  @BeforeAll
  static void prepare() {
    bench = new Bench();
    rows = Bench.freshDatabase("kill");
    // Makes the tables and the topics, and the groups with their offsets.
    try (App app = Bench.start(Bench.settings(rows))) {
      assertThat(app.url()).isNotEmpty();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> rows.number("select count(*) from charge_lines") == 0);
      String key = "kill:" + UUID.randomUUID();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                bench.send(Topics.DECISIONS, "site-0", Sample.decision(key, 1, 1).build());
                assertThat(
                        rows.of(
                            "select sink from sink_writes where event_key = ? and sink = 'billing'",
                            key))
                    .hasSize(1);
              });
    }
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @BeforeEach
  void sendDecisions() {
    String run = UUID.randomUUID().toString();
    for (int i = 0; i < EVENTS; i++) {
      String key = "kill:%s-%d".formatted(run, i);
      sent.add(Sample.billable(key, 1, "10.00"));
      // Every third becomes free, every ninth is charged again at another price.
      if (i % 3 == 0) {
        sent.add(Sample.decision(key, 2, 1).build());
      }
      if (i % 9 == 0) {
        sent.add(Sample.billable(key, 3, "20.00"));
      }
    }
  }

  private void send() {
    // All decisions on one event go to one partition, in order.
    for (int site = 0; site < 6; site++) {
      int of = site;
      bench.sendAll(
          Topics.DECISIONS,
          "site-" + site,
          sent.stream().filter(d -> Math.floorMod(d.getEventKey().hashCode(), 6) == of).toList());
    }
  }

  private String run() {
    return sent.getFirst().getEventKey().replaceAll("-0$", "-%");
  }

  private void assertEveryLineOnce() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (String sink : List.of("ledger", "billing", "crm", "ticketing")) {
                assertThat(
                        rows.number(
                            "select count(*) from sink_writes where sink = ? and event_key like ?",
                            sink,
                            run()))
                    .as(sink)
                    .isEqualTo(EVENTS);
              }
            });
    long third = (EVENTS + 2) / 3;
    long ninth = (EVENTS + 8) / 9;
    assertThat(
            rows.of(
                "select kind, revision, count(*), sum(amount) from charge_lines where event_key"
                    + " like ? group by 1, 2 order by 1, 2",
                run()))
        .containsExactly(
            "CHARGE|1|%d|%d.0000".formatted(EVENTS, EVENTS * 10),
            "CHARGE|3|%d|%d.0000".formatted(ninth, ninth * 20),
            "REVERSAL|2|%d|%d.0000".formatted(third, -third * 10));
    assertThat(rows.number("select count(*) from live_charges where event_key like ?", run()))
        .isEqualTo(EVENTS - third + ninth);
    assertThat(rows.number("select count(*) from decisions where event_key like ?", run()))
        .isEqualTo(sent.size());
    assertThat(
            rows.number(
                "select count(*) from tickets where event_key like ? and state = 'OPEN'", run()))
        .isEqualTo(EVENTS - third + ninth);
  }

  @Test
  void killedInTheMiddleOfABatch() throws Exception {
    rows.run(
        """
        create table slow (yes boolean);
        create function be_slow() returns trigger language plpgsql as $$
        begin
          if exists (select from slow) then perform pg_sleep(6); end if;
          return null;
        end $$;
        create trigger slow after insert on charge_lines for each statement execute function be_slow();
        insert into slow values (true);
        """);
    send();
    try (SinkProcess sinks = SinkProcess.start(rows, rows.url(), "killed-in-batch")) {
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () ->
                  rows.number(
                          "select count(*) from pg_stat_activity where datname = current_database()"
                              + " and wait_event = 'PgSleep'")
                      > 0);
      sinks.kill();
    }
    assertThat(rows.number("select count(*) from charge_lines where event_key like ?", run()))
        .isZero();
    rows.run("truncate slow");

    try (SinkProcess sinks = SinkProcess.start(rows, rows.url(), "after-kill-in-batch")) {
      assertEveryLineOnce();
      assertThat(sinks.runs()).isTrue();
    }
  }

  @Test
  void killedBetweenTheDatabasesCommitAndTheOffsets() throws Exception {
    long committedBefore = committed();
    send();
    try (SinkProcess sinks =
        SinkProcess.start(rows, HaltingDriver.url(rows.url()), "halted-after-commit")) {
      int status = sinks.status();
      assertThat(status).as(sinks.log()).isEqualTo(HaltingDriver.HALTED);
    }
    assertThat(rows.number("select count(*) from charge_lines where event_key like ?", run()))
        .isPositive();
    assertThat(committed()).isEqualTo(committedBefore);

    try (SinkProcess sinks = SinkProcess.start(rows, rows.url(), "after-halt")) {
      assertEveryLineOnce();
      assertThat(sinks.runs()).isTrue();
    }
  }

  /// How far the billing group has committed, over all partitions.
  private static long committed() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets("tocsin-sink-billing")
              .partitionsToOffsetAndMetadata()
              .get();
      return offsets.entrySet().stream()
          .filter(e -> e.getKey().topic().equals(Topics.DECISIONS))
          .mapToLong(e -> e.getValue().offset())
          .sum();
    }
  }
}
