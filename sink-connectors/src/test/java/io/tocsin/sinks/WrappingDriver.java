package io.tocsin.sinks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's driver under a prefix of its own, whose connections a test reaches into.
abstract class WrappingDriver implements Driver {
  private final Driver postgres = new org.postgresql.Driver();
  private final String prefix;

  WrappingDriver(String prefix) {
    this.prefix = prefix;
  }

  /// What is done at each call of a connection.
  ///
  /// @param rest the address behind the prefix
  abstract InvocationHandler around(Connection connection, String rest);

  /// The address of PostgreSQL within what stands behind the prefix.
  abstract String postgres(String rest);

  @Override
  public final @Nullable Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    String rest = url.substring(prefix.length());
    Connection connection = postgres.connect(postgres(rest), info);
    return (Connection)
        Proxy.newProxyInstance(
            WrappingDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            around(connection, rest));
  }

  @Override
  public final boolean acceptsURL(String url) {
    return url.startsWith(prefix);
  }

  @Override
  public final DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public final int getMajorVersion() {
    return 1;
  }

  @Override
  public final int getMinorVersion() {
    return 0;
  }

  @Override
  public final boolean jdbcCompliant() {
    return false;
  }

  @Override
  public final Logger getParentLogger() {
    return Logger.getLogger(getClass().getName());
  }
}
