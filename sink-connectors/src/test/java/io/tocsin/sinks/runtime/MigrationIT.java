package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.sinks.Bench;
import io.tocsin.sinks.Rows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// A migration that takes longer than a batch may take comes to its end.
final class MigrationIT {
  private static final String WAITS =
      "select count(*) from pg_locks where mode = 'AccessExclusiveLock' and not granted";

  @Test
  void aSlowMigrationIsNotGivenUp() throws Exception {
    Rows rows = Bench.freshDatabase("migration");
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .target("6")
        .load()
        .migrate();
    var settings =
        new PostgresSettings(
            rows.url() + "?socketTimeout=1", rows.user(), rows.password(), "nobody", "nobody", 4);
    try (var database = new SinkDatabase(settings);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Connection reader = DriverManager.getConnection(rows.url(), rows.user(), rows.password())) {
      reader.setAutoCommit(false);
      try (Statement statement = reader.createStatement()) {
        statement.execute("lock table events in access share mode");
      }
      Future<?> migration = thread.submit(database::migrate);
      await().atMost(Duration.ofSeconds(10)).until(() -> rows.number(WAITS) == 1);
      await()
          .during(Duration.ofMillis(1_500))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !migration.isDone());
      reader.rollback();
      migration.get(30, TimeUnit.SECONDS);
    }

    assertThat(rows.of("select relkind from pg_class where relname = 'events'"))
        .containsExactly("p");
  }
}
