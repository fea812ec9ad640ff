package io.tocsin.sinks.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.schemas.Decision;
import io.tocsin.sinks.Bench;
import io.tocsin.sinks.Rows;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.SinkRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two instances that write the same events at once, in different orders: neither locks the other
/// out, and the books are right.
final class TwoWritersIT {
  private static final int EVENTS = 60;
  private static final int REVISIONS = 4;

  @Test
  void theBooksAreRight() throws Exception {
    Rows rows = tables("two_writers");
    Queue<String> refusals = new ConcurrentLinkedQueue<>();

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 4; writer++) {
        long seed = writer;
        running.add(
            threads.submit(
                () -> {
                  write(rows, seed, refusals);
                  return null;
                }));
      }
      for (Future<?> writer : running) {
        writer.get(2, TimeUnit.MINUTES);
      }
    }

    // Serialization failures are how the second one learns of the first; a deadlock is not.
    assertThat(refusals).allMatch(state -> state.equals("40001"));
    assertThat(
            rows.of(
                "select event_key from charge_lines group by 1 having sum(amount) <> %d"
                    .formatted(REVISIONS * 10)))
        .isEmpty();
    assertThat(rows.number("select count(*) from live_charges")).isEqualTo(EVENTS);
    assertThat(
            rows.number(
                "select count(*) from sink_writes where revision = %d and status = 'WRITTEN'"
                    .formatted(REVISIONS)))
        .isEqualTo(EVENTS);
    assertThat(
            rows.number(
                "select count(*) from (select event_key, revision, kind from charge_lines group by"
                    + " 1, 2, 3 having count(*) > 1) as twice"))
        .isZero();
  }

  /// A claim on a charge and the end of that charge, each unaware of the other: whoever is second
  /// is told so, and does it again with the other in sight.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClaimAndTheEndOfItsChargeNeverMissEachOther(boolean claimFirst) throws SQLException {
    Rows rows = tables("exchange");
    Decision held = Sample.billable("giver:1", 1, 1, Sample.charge("giver:1", "shared", "5.00"));
    Decision givenUp = Sample.decision("giver:1", 1, 2).build();
    Decision taken = Sample.billable("taker:1", 1, 1, Sample.charge("taker:1", "shared", "5.00"));
    Decision first = claimFirst ? taken : givenUp;
    Decision second = claimFirst ? givenUp : taken;
    var sink = new BillingSink();
    try (Connection one = connect(rows);
        Connection other = connect(rows)) {
      sink.write(one, List.of(Sample.record(held)));
      one.commit();
      // The second one has its picture of the tables before the first one writes.
      try (Statement look = other.createStatement()) {
        look.execute("select 1 from live_charges");
      }
      sink.write(one, List.of(Sample.record(first)));
      one.commit();

      assertThatThrownBy(() -> sink.write(other, List.of(Sample.record(second))))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
      other.rollback();
      sink.write(other, List.of(Sample.record(second)));
      other.commit();
    }

    assertThat(rows.of("select event_key from live_charges")).containsExactly("taker:1");
    assertThat(rows.of("select status from sink_writes order by event_key"))
        .containsExactly("WRITTEN", "WRITTEN");
  }

  private static Rows tables(String name) {
    Rows rows = Bench.freshDatabase(name);
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .load()
        .migrate();
    return rows;
  }

  private static Connection connect(Rows rows) throws SQLException {
    Connection connection = DriverManager.getConnection(rows.url(), rows.user(), rows.password());
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  private static void write(Rows rows, long seed, Queue<String> refusals) throws SQLException {
    var decisions = new ArrayList<Decision>();
    for (int event = 0; event < EVENTS; event++) {
      for (int revision = 1; revision <= REVISIONS; revision++) {
        decisions.add(Sample.billable("two:" + event, revision, revision * 10 + ".00"));
      }
    }
    Collections.shuffle(decisions, new Random(seed));
    var sink = new BillingSink();
    try (Connection connection = connect(rows)) {
      for (int from = 0; from < decisions.size(); from += 20) {
        List<SinkRecord> batch =
            decisions.subList(from, Math.min(from + 20, decisions.size())).stream()
                .map(Sample::record)
                .toList();
        while (!written(connection, sink, batch, refusals)) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static boolean written(
      Connection connection, BillingSink sink, List<SinkRecord> batch, Queue<String> refusals)
      throws SQLException {
    try {
      sink.write(connection, batch);
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      refusals.add(e.getSQLState());
      if (refusals.size() > 5_000) {
        throw e;
      }
      return false;
    }
  }
}
