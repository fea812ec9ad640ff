package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.regex.Pattern;

/// Where the facts are written: `tocsin.sinks.postgres.*`.
///
/// @param url JDBC address, for example `jdbc:postgresql://localhost:5432/tocsin`
/// @param user role that owns the tables and runs the migrations
/// @param password its password, or `file:<path>` of it; empty refuses to start
/// @param readerRole role that may read all tables, where it exists
/// @param operatorRole role with which the console acts for operators, where it exists
/// @param poolSize most connections at once
@ConfigurationProperties("tocsin.sinks.postgres")
public record PostgresSettings(
    String url,
    @Bindable(defaultValue = "tocsin") String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "tocsin_reader") String readerRole,
    @Bindable(defaultValue = "tocsin_operator") String operatorRole,
    @Bindable(defaultValue = "9") int poolSize) {
  private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public PostgresSettings {
    if (password.isBlank()) {
      throw new IllegalArgumentException(
          "TOCSIN_POSTGRES_PASSWORD is not set: the sinks do not start without a password for"
              + " PostgreSQL");
    }
    checkRole("TOCSIN_POSTGRES_READER_ROLE", readerRole);
    checkRole("TOCSIN_POSTGRES_OPERATOR_ROLE", operatorRole);
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "TOCSIN_SINKS_POSTGRES_POOL_SIZE is %d; it must be at least 1".formatted(poolSize));
    }
  }

  // It becomes a part of the migration's text.
  private static void checkRole(String setting, String role) {
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException(
          "%s '%s': use 1 to 63 lower case letters, digits and underscores"
              .formatted(setting, role));
    }
  }

  /// The address without its parameters, which may hold a secret.
  String address() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /// Without the password.
  @Override
  public String toString() {
    return "PostgresSettings[url=%s, user=%s, readerRole=%s, operatorRole=%s, poolSize=%d]"
        .formatted(address(), user, readerRole, operatorRole, poolSize);
  }
}
