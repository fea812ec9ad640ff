package io.tocsin.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Where the facts are and how they may be read: `tocsin.console.postgres.*`.
///
/// @param url JDBC address, for example `jdbc:postgresql://localhost:5432/tocsin`
/// @param user role that can read and nothing else
/// @param password its password, or `file:<path>` of it; empty refuses to start
/// @param operatorUser role that may write what commands are, and nothing else
/// @param operatorPassword its password, or `file:<path>` of it; empty refuses to start
/// @param poolSize most connections at once
/// @param statementTimeout how long PostgreSQL works on one query before it stops it
@ConfigurationProperties("tocsin.console.postgres")
public record PostgresSettings(
    String url,
    @Bindable(defaultValue = "tocsin_reader") String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "tocsin_operator") String operatorUser,
    @Bindable(defaultValue = "") String operatorPassword,
    @Bindable(defaultValue = "4") int poolSize,
    @Bindable(defaultValue = "10s") Duration statementTimeout) {
  public PostgresSettings {
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "TOCSIN_CONSOLE_POSTGRES_POOL_SIZE is %d; it must be at least 1".formatted(poolSize));
    }
    // PostgreSQL would take 0 as "no limit".
    if (statementTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "TOCSIN_CONSOLE_POSTGRES_STATEMENT_TIMEOUT is %s; it must be at least one millisecond"
              .formatted(statementTimeout));
    }
  }

  /// Without the passwords, and without parameters of the address, which may hold one too.
  @Override
  public String toString() {
    return "PostgresSettings[url=%s, user=%s, operatorUser=%s, poolSize=%d, statementTimeout=%s]"
        .formatted(address(), user, operatorUser, poolSize, statementTimeout);
  }

  /// The address without its parameters, for logs.
  String address() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
