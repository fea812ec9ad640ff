package io.tocsin.sinks.rebuild;

import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Secret;
import io.tocsin.sinks.SinksApp;
import io.tocsin.sinks.runtime.PostgresSettings;
import io.tocsin.sinks.runtime.Rejected;
import io.tocsin.sinks.runtime.Rewriter;
import io.tocsin.sinks.runtime.Sink;
import io.tocsin.sinks.runtime.SinkDatabase;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The command `rebuild`: from the topics alone, into an empty database, the rows that the sinks of
/// our own database write; then compares them with those in use.
public final class Rebuild {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /// What each word rebuilds, in this order.
  private static final Map<String, List<String>> SINKS =
      Map.of(
          "ledger", List.of("ledger", "billing", "crm", "ticketing"),
          "crm", List.of("crm"),
          "ticketing", List.of("ticketing"));

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]*/)([^?]*)(.*)");
  private static final String USUAL = "tocsin_rebuilt";
  private static final int BATCH = 500;
  private static final int LISTED = 1_000;
  private static final Duration LIVE_WITHIN = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final App app;
  private final PrintStream out;
  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final PostgresSettings inUse;

  private Rebuild(App app, PrintStream out) {
    this.app = app;
    this.out = out;
    this.kafka = app.context().getBean(KafkaSettings.class);
    this.registry = app.context().getBean(RegistrySettings.class);
    this.inUse = app.context().getBean(PostgresSettings.class);
  }

  /// Runs the command.
  ///
  /// @param arguments `rebuild`, what, and where it is put
  /// @param settings settings that win over the app's own
  /// @return exit status: 0 rebuilt and the same, 1 not the same or failed, 2 not understood
  public static int run(List<String> arguments, PrintStream out, Map<String, Object> settings) {
    boolean into = arguments.size() == 4 && arguments.get(2).equals("--into");
    if (!(arguments.size() == 2 || into)
        || !arguments.getFirst().equals("rebuild")
        || !SINKS.containsKey(arguments.get(1))) {
      out.println("usage: sink-connectors [rebuild ledger|crm|ticketing [--into DATABASE]]");
      return MISUSED;
    }
    var all = new HashMap<>(settings);
    all.put(SinksApp.RUN, false);
    all.put("micronaut.server.port", -1);
    try (App app = App.start(SinksApp.NAME, all)) {
      return new Rebuild(app, out).run(arguments.get(1), into ? arguments.get(3) : USUAL);
    } catch (SQLException | RuntimeException e) {
      out.println("not rebuilt: " + App.rootMessage(e));
      return FAILED;
    }
  }

  private int run(String what, String into) throws SQLException {
    if (!NAME.matcher(into).matches()) {
      throw new IllegalStateException(
          "'%s' is no name for a database: use 1 to 63 lower case letters, digits and underscores, the first no digit"
              .formatted(into));
    }
    List<String> names = SINKS.getOrDefault(what, List.of());
    PostgresSettings target = at(into);
    empty(into, target);
    var ends = new HashMap<TopicPartition, Long>();
    try (var database = SinkDatabase.another(target)) {
      database.migrate();
      for (String name : names) {
        ends.putAll(rewrite(sink(name), database));
      }
      if (names.contains("billing")) {
        Outbox.keepOnlyWhatIsNotPublished(database, kafka, registry).forEach(out::println);
      }
    }
    return compare(names, target, ends) ? DONE : FAILED;
  }

  private Sink sink(String name) {
    return app.context().getBeansOfType(Sink.class).stream()
        .filter(sink -> sink.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private PostgresSettings at(String database) {
    var url = URL.matcher(inUse.url());
    if (!url.matches()) {
      throw new IllegalStateException("the address of PostgreSQL has no database in it");
    }
    if (url.group(2).equals(database)) {
      throw new IllegalStateException(database + " is the database in use");
    }
    return new PostgresSettings(
        url.group(1) + database + url.group(3),
        inUse.user(),
        inUse.password(),
        inUse.readerRole(),
        inUse.operatorRole(),
        inUse.poolSize());
  }

  /// Makes the database where it is not there; refuses one that has anything in it.
  private void empty(String name, PostgresSettings target) throws SQLException {
    try (Connection connection = connection(inUse);
        Statement statement = connection.createStatement()) {
      boolean there;
      try (ResultSet found =
          statement.executeQuery("select from pg_database where datname = '%s'".formatted(name))) {
        there = found.next();
      }
      if (!there) {
        statement.execute("create database \"%s\"".formatted(name));
      }
    }
    try (Connection connection = connection(target);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select from pg_class c join pg_namespace n on n.oid = c.relnamespace where"
                    + " n.nspname = 'public'")) {
      if (found.next()) {
        throw new IllegalStateException(
            "database %s is not empty; name another with --into, or drop it".formatted(name));
      }
    }
  }

  private static Connection connection(PostgresSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), password(settings));
  }

  private static String password(PostgresSettings settings) {
    return new String(
        Secret.of("TOCSIN_POSTGRES_PASSWORD", settings.password()).bytes(), StandardCharsets.UTF_8);
  }

  private Map<TopicPartition, Long> rewrite(Sink sink, SinkDatabase database) {
    var writer = new Rewriter(sink, database, registry);
    var rejected = new ArrayList<Rejected>();
    long count = 0;
    try (Journey journey = Journey.ofAll(kafka, sink.reads().keySet())) {
      List<ConsumerRecord<byte[], byte[]>> batch = journey.next(BATCH);
      while (!batch.isEmpty()) {
        count += batch.size();
        List<Rejected> bad = writer.write(batch);
        rejected.addAll(bad.subList(0, Math.min(bad.size(), LISTED - rejected.size())));
        batch = journey.next(BATCH);
      }
      out.printf("%s: %d records read%n", sink.name(), count);
      for (Rejected one : rejected) {
        out.printf(
            "  %s/%d/%d cannot be written: %s%n",
            one.record().topic(),
            one.record().partition(),
            one.record().offset(),
            one.failure().reason());
      }
      return journey.ends();
    }
  }

  private boolean compare(
      List<String> names, PostgresSettings target, Map<TopicPartition, Long> ends)
      throws SQLException {
    awaitLive(names, ends);
    try (Connection live = snapshot(inUse);
        Connection rebuilt = snapshot(target);
        Journey since = Journey.since(kafka, ends)) {
      Later later = Later.read(since, live, registry);
      var comparison = new Comparison(live, rebuilt, later, Reasons.read(live, rebuilt));
      var counts = new ArrayList<Comparison.Counts>();
      var differences = new ArrayList<Difference>();
      for (Table table : Table.ALL) {
        if (names.contains(table.sink())) {
          counts.add(
              comparison.of(
                  table,
                  d -> {
                    if (differences.size() < LISTED) {
                      differences.add(d);
                    }
                  }));
        }
      }
      Comparison.table(counts).forEach(out::println);
      differences.forEach(this::print);
      long all = counts.stream().mapToLong(c -> c.missing() + c.extra() + c.different()).sum();
      if (all > differences.size()) {
        out.printf("and %d more%n", all - differences.size());
      }
      out.println(
          all == 0
              ? "The rebuilt database has the same rows."
              : "The rebuilt database is NOT the same: %d rows.".formatted(all));
      return all == 0;
    }
  }

  private void print(Difference d) {
    out.printf(
        "%s %s: %s%s%n",
        d.table().label(),
        d.key(),
        switch (d.kind()) {
          case MISSING -> "missing here";
          case EXTRA -> "only here";
          case DIFFERENT -> d.detail();
        },
        d.explained() == null ? "" : " (" + d.explained() + ")");
  }

  /// Returns when the running sinks have written what was rebuilt.
  private void awaitLive(Collection<String> names, Map<TopicPartition, Long> ends) {
    long since = System.nanoTime();
    Set<String> behind = new HashSet<>(names);
    while (true) {
      behind.removeIf(name -> isThere(sink(name), ends));
      if (behind.isEmpty()) {
        return;
      }
      if (System.nanoTime() - since > LIVE_WITHIN.toNanos()) {
        throw new IllegalStateException(
            "rebuilt, but not compared: the running sinks %s are behind what was read"
                .formatted(behind));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private boolean isThere(Sink sink, Map<TopicPartition, Long> ends) {
    var wanted = new HashMap<>(ends);
    wanted.keySet().removeIf(p -> !sink.reads().containsKey(p.topic()));
    var starts = new HashMap<TopicPartition, Long>();
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      admin
          .listConsumerGroupOffsets(Rewriter.group(sink.name()))
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null && wanted.containsKey(partition)) {
                  starts.put(partition, offset.offset());
                }
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not answer", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    // By records and not by offsets: the end of a transaction has an offset too.
    try (Journey left = Journey.between(kafka, starts, wanted)) {
      return left.next(1).isEmpty();
    }
  }

  private static Connection snapshot(PostgresSettings settings) throws SQLException {
    Connection connection = connection(settings);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    try (Statement statement = connection.createStatement()) {
      // The first statement takes the snapshot.
      statement.execute("set time zone 'UTC'");
      statement.executeQuery("select count(*) from sink_writes where false").close();
    }
    return connection;
  }
}
