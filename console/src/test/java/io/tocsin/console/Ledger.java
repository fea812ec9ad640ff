package io.tocsin.console;

import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// A ledger of a test's own with the sinks' tables, and makers of hand-made rows. Every event is of
/// the source `guards`.
final class Ledger {
  private static final String PASSWORD = "of-this-test";

  private final String url;
  private final EmbeddedDatabase server;
  private int offset;

  private Ledger(EmbeddedDatabase server, String url) {
    this.server = server;
    this.url = url;
  }

  static Ledger make(String name) {
    EmbeddedDatabase server = TestStack.database();
    // Roles are the server's; other tests' consoles have roles of their own.
    server.createRole(reader(name), PASSWORD);
    server.createRole(operator(name), PASSWORD);
    server.createDatabase(name);
    var ledger = new Ledger(server, server.jdbcUrl(name));
    try (Stream<Path> files = Files.list(Path.of("../tables/src/main/resources/db/migration"))) {
      for (Path file : files.sorted(Comparator.comparingInt(Ledger::version)).toList()) {
        ledger.write(
            Files.readString(file)
                .replace("${readerRole}", reader(name))
                .replace("${operatorRole}", operator(name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ledger;
  }

  private static String reader(String name) {
    return name + "_reader";
  }

  private static String operator(String name) {
    return name + "_operator";
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
  }

  /// A console on it.
  TestConsole console(String name, Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put("tocsin.console.postgres.user", reader(name));
    all.put("tocsin.console.postgres.operator-user", operator(name));
    all.put("tocsin.console.postgres.operator-password", PASSWORD);
    return TestConsole.on(url, PASSWORD, all);
  }

  /// Where it is, for a console that a test makes by hand.
  PostgresSettings settings(String name) {
    return new PostgresSettings(
        url, reader(name), PASSWORD, operator(name), PASSWORD, 4, Duration.ofSeconds(10));
  }

  void write(String sql) {
    try (Connection connection =
            DriverManager.getConnection(url, server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The first column of the first row of a query, as text.
  String ask(String sql) {
    try (Connection connection =
            DriverManager.getConnection(url, server.user(), server.password());
        Statement statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      found.next();
      return found.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// A delivery of an event, or of none.
  ///
  /// @param at SQL of a moment
  Ledger delivery(String key, String outcome, String road, String at) {
    String reason =
        outcome.equals("DEAD_LETTERED") ? "'UNREADABLE_BODY', 'Not readable.'" : "null, null";
    write(
        """
        select ensure_month('deliveries', ((%4$s)::timestamptz at time zone 'UTC')::date);
        insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, transport, received_at, received_day,
            reason_code, reason)
        values ('raw.guards', 0, %5$d, '%2$s', 'receipt-%5$d', 'guards', '%1$s', '%3$s', %4$s, ((%4$s)::timestamptz at time zone 'UTC')::date, %6$s);
        """
            .formatted(key, outcome, road, at, ++offset, reason));
    return this;
  }

  /// An event that came by a webhook.
  ///
  /// @param site also its site reference
  Ledger event(String key, String site, String client, String code, String at) {
    delivery(key, "NEW", "WEBHOOK", at);
    write(
        """
        select ensure_month('events', ((%5$s)::timestamptz at time zone 'UTC')::date);
        insert into events (event_key, revision, source, vendor, receipt, site_key, site_id, client_id, site_ref, type, code, code_scheme, life_safety,
            occurred_at, time_basis, received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset)
        values ('%1$s', 1, 'guards', 'v', 'receipt-%6$d', '%2$s', '%2$s', '%3$s', '%2$s', 'alarm', '%4$s', 'report-template', false, %5$s, 'OFFSET_SENT',
            %5$s, ((%5$s)::timestamptz at time zone 'UTC')::date, '{}', 'h', 'raw.guards', 0, %6$d);
        """
            .formatted(key, site, client, code, at, offset));
    return this;
  }

  /// The decision on an event.
  ///
  /// @param reason its code; null = none
  /// @param onTest null = none
  /// @param amount of its charge, whose key is that of the event; null = no charge
  Ledger decision(
      String key, String endState, String reason, String rule, String onTest, String amount) {
    String charge =
        amount == null
            ? "null, null, null, null, null, null, null"
            : "'charge of %s', 'c-1', 'visit', 1, 'visit', %s, %s".formatted(key, amount, amount);
    write(
        """
        select ensure_month('decisions', service_day) from events where event_key = '%1$s';
        insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type, life_safety, occurred_at,
            service_day, end_state, reason_code, reason, rule_id, rulebook_version, values_seen, on_test, charge_key, contract_id, sku, quantity, unit,
            unit_price, amount, currency, routes, summary, receipt)
        select event_key, 1, 1, site_key, client_id, 'inc', source, type, false, occurred_at, service_day, '%2$s', %3$s, 'As the rules say.', '%4$s', 1,
            '{}', %5$s, %6$s, %7$s, '{}', 's', receipt
        from events where event_key = '%1$s';
        """
            .formatted(
                key,
                endState,
                quoted(reason),
                rule,
                quoted(onTest),
                charge,
                amount == null ? "null" : "'USD'"));
    return this;
  }

  private static String quoted(String text) {
    return text == null ? "null" : "'" + text + "'";
  }

  /// A live line of an event.
  Ledger line(String key, String amount) {
    write(
        """
        with line as (
          insert into charge_lines (kind, charge_key, event_key, revision, decision_number, client_id, contract_id, sku, quantity, unit, unit_price, amount,
              currency, service_day, memo)
          select 'CHARGE', 'charge of %1$s', event_key, 1, 1, client_id, 'c-1', 'visit', 1, 'visit', %2$s, %2$s, 'USD', service_day, 'm'
          from events where event_key = '%1$s'
          returning line_no, charge_key, event_key)
        insert into live_charges (charge_key, line_no, event_key) select charge_key, line_no, event_key from line;
        """
            .formatted(key, amount));
    return this;
  }

  /// What a sink outside answered to the line of an event.
  Ledger outside(String key, String sink, String lineId, String status, String detail) {
    write(
        """
        insert into outward_effects (sink, effect_key, event_key, revision, decision_number, state, status, detail, origin_topic, origin_partition,
            origin_offset, written_at)
        values ('%2$s', '%3$s', '%1$s', 1, 1, 'ABSENT', '%4$s', '%5$s', 'billing.lines', 0, 1, '2020-03-02T10:00:00Z');
        """
            .formatted(key, sink, lineId, status, detail));
    return this;
  }

  /// A claim to the charge of another event, which nobody decided.
  Ledger conflict(String key, String holder, String amount) {
    write(
        """
        insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount, currency, reason, client_id, recorded_at)
        select 'charge of %1$s', '%1$s', 1, 1, line_no, %3$s, 'USD', 'the charge stands for %2$s', client_id, '2020-03-02T09:00:00Z'
        from charge_lines where event_key = '%2$s';
        insert into sink_writes (sink, event_key, revision, decision_number, status, detail) values ('billing', '%1$s', 1, 1, 'CONFLICT', 'taken');
        """
            .formatted(key, holder, amount));
    return this;
  }
}
