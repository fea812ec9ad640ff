package io.tocsin.console;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.Context;
import io.tocsin.platform.Secret;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The facts in PostgreSQL, read through a small pool with a role that can write nothing.
///
/// Everything that one [#read] reads is one snapshot, so the sums of a report fit together while
/// the sinks go on writing. Starts without PostgreSQL and finds it when it comes. Made when the app
/// starts, so that a missing password ends the start.
@Context
class FactsDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactsDatabase.class);
  private static final Duration CONNECTION_WITHIN = Duration.ofSeconds(3);
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(5);

  private final HikariDataSource pool;
  private final PostgresSettings settings;
  private final AtomicBoolean wasAway = new AtomicBoolean();

  FactsDatabase(PostgresSettings settings) {
    this.settings = settings;
    this.pool = new HikariDataSource(pool(settings));
  }

  private static HikariConfig pool(PostgresSettings settings) {
    Secret password = Secret.of("TOCSIN_CONSOLE_POSTGRES_PASSWORD", settings.password());
    var config = new HikariConfig();
    config.setPoolName("console");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(new String(password.bytes(), StandardCharsets.UTF_8));
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECTION_WITHIN.toMillis());
    // Starts without PostgreSQL; health says that it waits.
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.addDataSourceProperty("ApplicationName", "tocsin-console");
    // A server that vanished without a word is noticed a little after the statement timeout.
    config.addDataSourceProperty(
        "socketTimeout", Long.toString(settings.statementTimeout().plus(SOCKET_GRACE).toSeconds()));
    config.addDataSourceProperty("connectTimeout", CONNECTION_WITHIN.toSeconds());
    return config;
  }

  /// What is read inside one snapshot.
  @FunctionalInterface
  interface Reading<T> {
    /// Reads; must not keep the connection.
    T from(Connection connection) throws SQLException;
  }

  /// Reads in one read-only transaction.
  ///
  /// @throws FactsUnavailable where PostgreSQL is away, refuses the role, is too slow, or has no
  ///     tables yet
  <T> T read(Reading<T> reading) {
    try (Connection connection = pool.getConnection()) {
      T result = inTransaction(connection, reading);
      if (wasAway.getAndSet(false)) {
        LOG.info("postgres={} answers again", settings.address());
      }
      return result;
    } catch (SQLException e) {
      FactsUnavailable unavailable =
          FactsUnavailable.of(e)
              .orElseThrow(() -> new IllegalStateException("the facts cannot be read", e));
      if (!wasAway.getAndSet(true)) {
        LOG.warn(
            "postgres={} sqlstate={} facts unavailable: {}",
            settings.address(),
            FactsUnavailable.state(e),
            unavailable.sentence());
      }
      throw unavailable;
    }
  }

  private <T> T inTransaction(Connection connection, Reading<T> reading) throws SQLException {
    // Whatever the outcome, nothing is to be kept: the pool rolls back what is open.
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = " + settings.statementTimeout().toMillis());
    }
    T result = reading.from(connection);
    connection.commit();
    return result;
  }

  @Override
  @PreDestroy
  public void close() {
    pool.close();
  }
}
