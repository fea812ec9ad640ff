package io.tocsin.sinks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL driver that halts the JVM, as a power cut does, right after PostgreSQL has
/// committed a transaction that appended invoice lines: before anybody hears of the commit.
///
/// Address: `jdbc:halting:postgresql://…`
public final class HaltingDriver implements Driver {
  /// Exit status of a JVM that was halted.
  public static final int HALTED = 42;

  private static final String PREFIX = "jdbc:halting:";

  static {
    try {
      DriverManager.registerDriver(new HaltingDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Driver postgres = new org.postgresql.Driver();

  /// The address of this driver for an address of PostgreSQL's.
  public static String url(String postgresUrl) {
    return PREFIX + postgresUrl.substring("jdbc:".length());
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection connection = postgres.connect("jdbc:" + url.substring(PREFIX.length()), info);
    boolean[] appended = {false};
    return (Connection)
        Proxy.newProxyInstance(
            HaltingDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && ((String) arguments[0]).contains("insert into charge_lines")) {
                appended[0] = true;
              }
              try {
                Object result = method.invoke(connection, arguments);
                if (method.getName().equals("commit") && appended[0]) {
                  Runtime.getRuntime().halt(HALTED);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(HaltingDriver.class.getName());
  }
}
