package io.tocsin.sinks.lines;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.LineKind;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.Bench;
import io.tocsin.sinks.Rows;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.Transactions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Invoice lines reach the topic: once while all is well, again with the same id where somebody
/// died, and each charge before its reversal.
final class LinesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Deserializer<BillingLine> VALUES =
      new AvroSerdes(TestStack.registry().url()).deserializer(BillingLine.class);
  private static Bench bench;

  @BeforeAll
  static void start() {
    bench = new Bench();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void whatTheBillingSinkWritesIsPublishedOnce() {
    Rows rows = Bench.freshDatabase("lines_app");
    String key = "lines:" + UUID.randomUUID();
    String chargeKey = Sample.charge(key, "35.00").getChargeKey();
    try (App app = Bench.start(Bench.settings(rows))) {
      assertThat(app.url()).isNotEmpty();
      bench.sendAll(
          Topics.DECISIONS,
          "site-1",
          List.of(
              Sample.billable(key, 1, "35.00"),
              Sample.billable(key, 2, "70.10"),
              Sample.decision(key, 3, 1).build()));
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(
              () ->
                  rows.number("select count(*) from charge_lines where event_key = ?", key) == 4
                      && rows.number("select count(*) from lines_to_publish") == 0);
    }

    List<BillingLine> lines = published(chargeKey);
    assertThat(lines)
        .extracting(BillingLine::getKind, BillingLine::getRevision, BillingLine::getAmount)
        .containsExactly(
            tuple(LineKind.CHARGE, 1, new BigDecimal("35.0000")),
            tuple(LineKind.REVERSAL, 2, new BigDecimal("-35.0000")),
            tuple(LineKind.CHARGE, 2, new BigDecimal("70.1000")),
            tuple(LineKind.REVERSAL, 3, new BigDecimal("-70.1000")));
    assertThat(lines)
        .extracting(BillingLine::getReverses)
        .containsExactly(null, lines.get(0).getLineId(), null, lines.get(2).getLineId());
    BillingLine charge = lines.get(2);
    assertThat(charge.getLineId())
        .isEqualTo(Sha256.ofFields(chargeKey, "CHARGE", key, "2", "1"))
        .isEqualTo(lines.get(3).getReverses());
    assertThat(charge.getUnitPrice()).isEqualTo(new BigDecimal("70.1000"));
    assertThat(charge.getQuantity()).isEqualTo(new BigDecimal("1.0000"));
    assertThat(charge.getServiceDay()).isEqualTo(LocalDate.of(2026, 3, 1));
    assertThat(
            "%s|%d|%s|%s|%s|%s|%s|%s|%s"
                .formatted(
                    charge.getEventKey(),
                    charge.getDecisionNumber(),
                    charge.getClientId(),
                    charge.getContractId(),
                    charge.getSku(),
                    charge.getUnit(),
                    charge.getCurrency(),
                    charge.getMemo(),
                    charge.getRecordedAt()))
        .isEqualTo(
            rows.of(
                    "select event_key, decision_number, client_id, contract_id, sku, unit,"
                        + " currency, memo, to_char(date_trunc('milliseconds', recorded_at) at"
                        + " time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') from"
                        + " charge_lines where line_no = %d".formatted(charge.getLineNo()))
                .getFirst());
  }

  @Test
  void whoeverDiesAfterKafkaHasTheLinesPublishesThemAgainWithTheSameIds() throws Exception {
    Rows rows = tables("lines_death");
    String run = UUID.randomUUID().toString();
    book(rows, run, 0, 3);
    try (var topic = topic()) {
      var dying =
          new LineRelay(
              work -> {
                try (Connection connection = connect(rows)) {
                  work.with(connection);
                  connection.rollback();
                }
                throw new SQLException("the connection was lost before the commit", "08006");
              },
              topic);
      assertThatThrownBy(dying::publish).isInstanceOf(SQLException.class);
    }
    assertThat(rows.number("select count(*) from lines_to_publish")).isEqualTo(6);

    try (var topic = topic()) {
      var relay = new LineRelay(transactions(rows), topic);
      assertThat(relay.publish()).isEqualTo(6);
      assertThat(relay.publish()).isZero();
    }

    for (int i = 0; i < 3; i++) {
      List<String> ids = published(chargeKey(run, i)).stream().map(BillingLine::getLineId).toList();
      assertThat(ids).hasSize(4);
      assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2)).doesNotHaveDuplicates();
    }
  }

  @Test
  void whileOneIsAtItTheOtherSendsNothing() throws Exception {
    Rows rows = tables("lines_lock");
    String run = UUID.randomUUID().toString();
    book(rows, run, 0, 1);
    try (Connection working = connect(rows);
        var topic = topic()) {
      assertThat(LineOutbox.lock(working)).isTrue();
      // Else it would see what the one before it has deleted since its snapshot.
      try (Statement statement = working.createStatement();
          ResultSet row = statement.executeQuery("show transaction_isolation")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("read committed");
      }

      var relay = new LineRelay(transactions(rows), topic);
      assertThat(relay.publish()).isZero();
      working.rollback();
      assertThat(relay.publish()).isEqualTo(2);
    }
    assertThat(published(chargeKey(run, 0))).hasSize(2);
  }

  @Test
  void twoPublishersBesideTwoWritersKeepEachChargeBeforeItsReversal() throws Exception {
    Rows rows = tables("lines_two");
    String run = UUID.randomUUID().toString();
    var written = new CountDownLatch(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 2; writer++) {
        int first = writer * 40;
        running.add(
            threads.submit(
                () -> {
                  for (int i = first; i < first + 40; i += 5) {
                    book(rows, run, i, 5);
                  }
                  written.countDown();
                  return null;
                }));
        running.add(
            threads.submit(
                () -> {
                  try (var topic = topic()) {
                    var relay = new LineRelay(transactions(rows), topic);
                    while (written.getCount() > 0
                        || rows.number("select count(*) from lines_to_publish") > 0) {
                      relay.publish();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get(1, TimeUnit.MINUTES);
      }
    }

    Map<String, List<BillingLine>> byKey =
        all().stream()
            .filter(line -> line.getEventKey().startsWith("lines:" + run))
            .collect(groupingBy(BillingLine::getChargeKey));
    assertThat(byKey).hasSize(80);
    assertThat(byKey.values())
        .allSatisfy(
            lines ->
                assertThat(lines)
                    .extracting(BillingLine::getKind)
                    .containsExactly(LineKind.CHARGE, LineKind.REVERSAL));
    var charges = new HashMap<String, String>();
    var reversed = new HashSet<String>();
    byKey.forEach((key, lines) -> charges.put(key, lines.getFirst().getLineId()));
    byKey.values().forEach(lines -> reversed.add(lines.getLast().getReverses()));
    assertThat(reversed).containsExactlyInAnyOrderElementsOf(charges.values());
  }

  @Test
  void whatWasInvoicedBeforeThereWasATopicGoesOutToo() throws Exception {
    Rows rows = Bench.freshDatabase("lines_before");
    migrate(rows, "5");
    rows.run(
        """
        insert into charge_lines (kind, charge_key, event_key, revision, decision_number, client_id, contract_id, sku, quantity, unit,
          unit_price, amount, currency, service_day, memo)
        values ('CHARGE', 'old', 'old:1', 1, 1, 'c', 'c', 's', 1, 'u', 5, 5, 'USD', '2026-01-31', 'm')
        """);

    migrate(rows, "latest");

    assertThat(rows.of("select charge_key from lines_to_publish join charge_lines using (line_no)"))
        .containsExactly("old");
  }

  /// Charges some events, each a charge key of its own, and takes the charges back: in one
  /// transaction or in two.
  private static void book(Rows rows, String run, int first, int count) throws SQLException {
    for (int i = first; i < first + count; i++) {
      long charge;
      try (Connection connection = connect(rows)) {
        charge = insert(connection, run, i, null);
        if (i % 2 == 0) {
          connection.commit();
        }
        insert(connection, run, i, charge);
        connection.commit();
      }
    }
  }

  private static long insert(Connection connection, String run, int event, @Nullable Long charge)
      throws SQLException {
    int sign = charge == null ? 1 : -1;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            with line as (
              insert into charge_lines (kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id, sku,
                quantity, unit, unit_price, amount, currency, service_day, memo)
              values (?, ?, ?, ?, 1, ?, 'c', 'c', 's', ?, 'u', 5, ?, 'USD', '2026-01-31', 'm')
              returning line_no), waits as (
              insert into lines_to_publish select line_no from line)
            select line_no from line
            """)) {
      insert.setString(1, charge == null ? "CHARGE" : "REVERSAL");
      insert.setString(2, chargeKey(run, event));
      insert.setString(3, "lines:%s-%d".formatted(run, event));
      insert.setInt(4, charge == null ? 1 : 2);
      insert.setObject(5, charge, Types.BIGINT);
      insert.setInt(6, sign);
      insert.setInt(7, 5 * sign);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static String chargeKey(String run, int event) {
    return Sha256.ofFields(run, Integer.toString(event));
  }

  private static List<BillingLine> published(String chargeKey) {
    return bench.since(Topics.BILLING_LINES).stream()
        .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(chargeKey))
        .map(LinesIT::value)
        .toList();
  }

  /// All lines, those of a partition in their order.
  private static List<BillingLine> all() {
    return bench.since(Topics.BILLING_LINES).stream()
        .sorted(Comparator.comparing((ConsumerRecord<?, ?> r) -> r.partition()))
        .map(LinesIT::value)
        .toList();
  }

  private static BillingLine value(ConsumerRecord<byte[], byte[]> record) {
    return VALUES.deserialize(record.topic(), record.headers(), record.value());
  }

  private static LineTopic topic() {
    return new LineTopic(
        new KafkaSettings(
            TestStack.kafka().bootstrapServers(), true, Bench.PARTITIONS, 1, 1, Map.of()),
        new RegistrySettings(
            TestStack.registry().url(),
            AvroSerdes.DEFAULT_SERIALIZER,
            AvroSerdes.DEFAULT_DESERIALIZER,
            Map.of()));
  }

  private static Rows tables(String name) {
    Rows rows = Bench.freshDatabase(name);
    migrate(rows, "latest");
    return rows;
  }

  private static void migrate(Rows rows, String version) {
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .target(version)
        .load()
        .migrate();
  }

  private static Transactions transactions(Rows rows) {
    return work -> {
      try (Connection connection = connect(rows)) {
        work.with(connection);
        connection.commit();
      }
    };
  }

  private static Connection connect(Rows rows) throws SQLException {
    Connection connection = DriverManager.getConnection(rows.url(), rows.user(), rows.password());
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }
}
