package io.tocsin.sinks.runtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.Context;
import io.tocsin.platform.Secret;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;

/// PostgreSQL as the sinks use it: a small pool, one transaction for each batch, the migrations.
///
/// Starts without PostgreSQL and finds it when it comes. Made when the app starts, so that a
/// missing password ends the start.
@Context
public final class SinkDatabase implements Transactions, AutoCloseable {
  private static final Duration CONNECTION_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final String LOCK_WITHIN = "10s";

  private final PostgresSettings settings;
  private final HikariDataSource pool;

  SinkDatabase(PostgresSettings settings) {
    this.settings = settings;
    this.pool =
        new HikariDataSource(
            pool(settings, "sinks", settings.poolSize(), "TRANSACTION_REPEATABLE_READ"));
  }

  /// Another database than the one that the sinks of this process write to; closed by the caller.
  public static SinkDatabase another(PostgresSettings settings) {
    return new SinkDatabase(settings);
  }

  /// A pool of connections for sinks whose effect is outside: each holds one for as long as a
  /// request takes. Their transactions are read committed, since they lock what they read.
  ///
  /// @param most connections at once
  public HikariDataSource outwardPool(int most) {
    return new HikariDataSource(pool(settings, "outward", most, "TRANSACTION_READ_COMMITTED"));
  }

  private static HikariConfig pool(
      PostgresSettings settings, String name, int most, String isolation) {
    Secret password = Secret.of("TOCSIN_POSTGRES_PASSWORD", settings.password());
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(new String(password.bytes(), StandardCharsets.UTF_8));
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECTION_WITHIN.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    // Repeatable read: a batch reads what is there, then writes. Should another instance have
    // changed it in between, PostgreSQL refuses with a serialization failure and the batch is done
    // again.
    config.setTransactionIsolation(isolation);
    config.addDataSourceProperty("ApplicationName", "tocsin-sinks");
    config.addDataSourceProperty("connectTimeout", Long.toString(CONNECTION_WITHIN.toSeconds()));
    // A server that vanished without a word is noticed after this.
    config.addDataSourceProperty("socketTimeout", Long.toString(ANSWER_WITHIN.toSeconds()));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("options", "-c lock_timeout=" + LOCK_WITHIN);
    // A batch of inserts becomes one statement of many rows: one round trip instead of hundreds.
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return config;
  }

  @Override
  public void run(Work work) throws SQLException {
    try (Connection connection = connection()) {
      try {
        work.with(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  /// Whatever the reason why there is no connection (a wrong password after a rotation included),
  /// it is no record's fault.
  private Connection connection() throws SQLException {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      if (e instanceof SQLTransientConnectionException) {
        throw e;
      }
      throw new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e);
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and with it the transaction.
      cause.addSuppressed(e);
    }
  }

  /// Brings the tables to this version of the sinks.
  ///
  /// @throws RuntimeException where PostgreSQL is away, or holds tables that this version does not
  /// know
  public void migrate() {
    Flyway.configure(SinkDatabase.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .placeholders(
            Map.of("readerRole", settings.readerRole(), "operatorRole", settings.operatorRole()))
        .callbacks(new Patience())
        .load()
        .migrate();
  }

  /// Address, for logs.
  public String address() {
    return settings.address();
  }

  @Override
  @PreDestroy
  public void close() {
    pool.close();
  }
}
