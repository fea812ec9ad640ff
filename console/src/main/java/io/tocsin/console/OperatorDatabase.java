package io.tocsin.console;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.Context;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.PooledDatabase;
import io.tocsin.platform.Secret;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// PostgreSQL with the role that may write what commands are: books, jobs and audit, no fact of the
/// sinks. Starts without PostgreSQL and finds it when it comes. Made when the app starts, so that a
/// missing password ends the start.
@Context
final class OperatorDatabase implements Database, AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final Duration CONNECTION_WITHIN = Duration.ofSeconds(3);
  // The close of a large day reads it whole.
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(10);

  private final HikariDataSource pool;
  private final PooledDatabase database;

  OperatorDatabase(PostgresSettings settings) {
    Secret password =
        Secret.of("TOCSIN_CONSOLE_POSTGRES_OPERATOR_PASSWORD", settings.operatorPassword());
    var config = new HikariConfig();
    config.setPoolName("operators");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.operatorUser());
    config.setPassword(new String(password.bytes(), StandardCharsets.UTF_8));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECTION_WITHIN.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    config.addDataSourceProperty("ApplicationName", "tocsin-operators");
    config.addDataSourceProperty("socketTimeout", Long.toString(ANSWER_WITHIN.toSeconds()));
    config.addDataSourceProperty("connectTimeout", CONNECTION_WITHIN.toSeconds());
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    this.pool = new HikariDataSource(config);
    this.database = new PooledDatabase(pool);
  }

  @Override
  public <T> T read(Work<T> work) {
    return database.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    return database.write(work);
  }

  @Override
  @PreDestroy
  public void close() {
    pool.close();
  }
}
