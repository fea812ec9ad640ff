package io.tocsin.books.close;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.PooledDatabase;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// What the pipeline leaves behind, without the pipeline: raw records in Kafka, and rows as the
/// sinks write them. A database and a raw topic of its own.
final class Pipeline implements AutoCloseable {
  static final String TOPIC = "raw.tracktik";
  private static final String OPERATOR = "close_operator";
  private static final String PASSWORD = "closes-days";
  private static final int PARTITIONS = 2;

  private final EmbeddedDatabase server = TestStack.database();
  private final String url;
  private final Connection connection;
  private final HikariDataSource pool;
  private final KafkaProducer<byte[], byte[]> producer;
  private @Nullable Map<String, PreparedStatement> batches;

  Pipeline(String name) {
    server.createRole(OPERATOR, PASSWORD);
    url = server.jdbcUrl(name);
    try {
      try (Connection postgres =
              DriverManager.getConnection(
                  server.jdbcUrl("postgres"), server.user(), server.password());
          Statement statement = postgres.createStatement()) {
        statement.execute("drop database if exists \"%s\" with (force)".formatted(name));
        statement.execute("create database \"%s\"".formatted(name));
      }
      Flyway.configure()
          .dataSource(url, server.user(), server.password())
          .placeholders(Map.of("readerRole", "nobody", "operatorRole", OPERATOR))
          .load()
          .migrate();
      connection =
          DriverManager.getConnection(
              url + "?reWriteBatchedInserts=true", server.user(), server.password());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    var config = new HikariConfig();
    config.setJdbcUrl(url + "?reWriteBatchedInserts=true");
    config.setUsername(OPERATOR);
    config.setPassword(PASSWORD);
    config.setMaximumPoolSize(3);
    pool = new HikariDataSource(config);
    producer = new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());
    // As the catalogue has it: kept for ever, also what was received long ago.
    var raw = new NewTopic(TOPIC, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"));
    admin(a -> a.createTopics(List.of(raw)).all().get());
  }

  /// The database as the console has it: with the role of operators.
  Database database() {
    return new PooledDatabase(pool);
  }

  static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers());
  }

  private interface Asking {
    void ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private static void admin(Asking asking) {
    try (Admin admin = Admin.create(kafka())) {
      asking.ask(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A record that waits for its place.
  record Sent(Future<RecordMetadata> place) {
    RawPosition position() {
      try {
        RecordMetadata metadata = place.get();
        return new RawPosition(metadata.topic(), metadata.partition(), metadata.offset());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /// A raw record; what is in it nobody reads here.
  Sent raw(String key, Instant receivedAt) {
    return new Sent(
        producer.send(
            new ProducerRecord<>(
                TOPIC,
                Math.floorMod(key.hashCode(), PARTITIONS),
                receivedAt.toEpochMilli(),
                key.getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2, 3})));
  }

  /// Records that a transaction took back, and the gap that a transaction leaves.
  void aborted(Instant receivedAt) {
    var config = new HashMap<>(kafka());
    config.put("transactional.id", "taken-back");
    try (var transactional =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      transactional.send(
          new ProducerRecord<>(TOPIC, 0, receivedAt.toEpochMilli(), new byte[0], new byte[0]));
      transactional.flush();
      transactional.abortTransaction();
    }
  }

  /// Deletes the records of a partition up to an offset, as a wrong retention would.
  static void forget(int partition, long offset) {
    admin(
        a ->
            a.deleteRecords(
                    Map.of(
                        new TopicPartition(TOPIC, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
  }

  void delivery(
      RawPosition raw,
      String outcome,
      @Nullable String eventKey,
      @Nullable Integer revision,
      Instant receivedAt) {
    write(
        """
        insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision,
          received_at, reason_code, received_day)
        values (?, ?, ?, ?, ?, 'tracktik', ?, ?, ?, ?, ?)
        """,
        raw.topic(),
        raw.partition(),
        raw.offset(),
        outcome,
        "receipt-" + raw,
        eventKey,
        revision,
        time(receivedAt),
        outcome.equals("DEAD_LETTERED") ? "UNREADABLE" : null,
        receivedAt.atZone(ZoneOffset.UTC).toLocalDate());
  }

  void event(String key, int revision, RawPosition raw, Instant receivedAt, LocalDate serviceDay) {
    write(
        """
        insert into events (event_key, revision, source, vendor, receipt, site_key, client_id, type, life_safety,
          occurred_at, time_basis, received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset)
        values (?, ?, 'tracktik', 'tracktik', ?, 'site-1', 'acme', 'alarm_dispatch', false, ?, 'OFFSET_SENT', ?, ?, '{}',
          'c', ?, ?, ?)
        """,
        key,
        revision,
        "receipt-" + raw,
        time(receivedAt),
        time(receivedAt),
        serviceDay,
        raw.topic(),
        raw.partition(),
        raw.offset());
  }

  /// @param amount null = nothing is charged
  void decision(
      String key,
      int revision,
      int number,
      String state,
      @Nullable String amount,
      LocalDate serviceDay,
      String reason) {
    BigDecimal money = amount == null ? null : new BigDecimal(amount);
    write(
        """
        insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type,
          life_safety, occurred_at, service_day, end_state, reason_code, reason, rulebook_version, values_seen, charge_key,
          contract_id, sku, quantity, unit, unit_price, amount, currency, routes, summary, receipt)
        values (?, ?, ?, 'site-1', 'acme', 'i', 'tracktik', 'alarm_dispatch', false, now(), ?, ?, ?, ?, 1, '{}', ?, ?, ?, ?,
          ?, ?, ?, ?, ?, 'summary', 'r')
        """,
        key,
        revision,
        number,
        serviceDay,
        state,
        state.equals("IN_REVIEW") ? "UNMAPPED_CODE" : null,
        reason,
        money == null ? null : "charge-" + key,
        money == null ? null : "contract-1",
        money == null ? null : "DISPATCH",
        money == null ? null : BigDecimal.ONE,
        money == null ? null : "dispatch",
        money,
        money,
        money == null ? null : "USD",
        money == null ? new String[0] : new String[] {"billing"});
  }

  void billed(String key, int revision, int number) {
    write(
        """
        insert into sink_writes (sink, event_key, revision, decision_number, status, detail)
        values ('billing', ?, ?, ?, 'WRITTEN', '')
        on conflict (sink, event_key)
        do update set revision = excluded.revision, decision_number = excluded.decision_number
        """,
        key,
        revision,
        number);
  }

  void charge(
      String key, int revision, int number, String amount, LocalDate serviceDay, String memo) {
    var money = new BigDecimal(amount);
    write(
        """
        insert into charge_lines (kind, charge_key, event_key, revision, decision_number, client_id, contract_id, sku,
          quantity, unit, unit_price, amount, currency, service_day, memo)
        values ('CHARGE', ?, ?, ?, ?, 'acme', 'contract-1', 'DISPATCH', 1, 'dispatch', ?, ?, 'USD', ?, ?)
        """,
        "charge-" + key,
        key,
        revision,
        number,
        money,
        money,
        serviceDay,
        memo);
  }

  /// Takes back the last charge of an event.
  void reversal(String key, int revision, int number) {
    write(
        """
        insert into charge_lines (kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id,
          sku, quantity, unit, unit_price, amount, currency, service_day, memo)
        select 'REVERSAL', charge_key, event_key, ?, ?, line_no, client_id, contract_id, sku, -quantity, unit, unit_price,
               -amount, currency, service_day, 'Reversal: ' || memo
        from charge_lines
        where event_key = ? and kind = 'CHARGE' and (revision, decision_number) < (?, ?)
        order by line_no desc
        limit 1
        """,
        revision,
        number,
        key,
        revision,
        number);
  }

  /// Makes the months of the large tables.
  void month(LocalDate day) {
    for (String table : List.of("events", "deliveries", "decisions")) {
      read("select ensure_month(?, ?)::text", table, day);
    }
  }

  /// Does what the database refuses to everybody: changes or deletes facts, as somebody could who
  /// owns it.
  void tamper(String table, String statement) {
    write("set session_replication_role = replica");
    write(statement);
    write("set session_replication_role = origin");
    if (!table.isEmpty()) {
      write("analyze " + table);
    }
  }

  private static OffsetDateTime time(Instant moment) {
    return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
  }

  void write(String sql, @Nullable Object... parameters) {
    try {
      PreparedStatement statement = batches == null ? null : batches.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
      }
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      if (batches == null) {
        statement.execute();
        statement.close();
      } else {
        batches.put(sql, statement);
        statement.addBatch();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The first cells of a query.
  List<String> read(String sql, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      var cells = new ArrayList<String>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          cells.add(String.valueOf(rows.getString(1)));
        }
      }
      return cells;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// Writes many rows at once, the tables in the order in which they were met first.
  void together(Runnable work) {
    try {
      connection.setAutoCommit(false);
      batches = new LinkedHashMap<>();
      work.run();
      for (PreparedStatement batch : batches.values()) {
        batch.executeBatch();
        batch.close();
      }
      batches = null;
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin(a -> a.deleteTopics(List.of(TOPIC)).all().get());
    pool.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
