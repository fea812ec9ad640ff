package io.tocsin.sinks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's driver, which stands still at one moment of a sink's effect outside for as long as
/// a file exists: so a process can be killed or stopped right there.
public final class FreezingDriver implements Driver {
  private static final String PREFIX = "jdbc:freezing:";

  /// The moments.
  enum Moment {
    /// The journal says that a request goes out; it has not gone out.
    BEFORE_THE_EFFECT("state = 'SENDING'"),
    /// The answer is there; the journal does not say so yet.
    BEFORE_ITS_RECORD("sending = null");

    final String statement;

    Moment(String statement) {
      this.statement = statement;
    }
  }

  static {
    try {
      DriverManager.registerDriver(new FreezingDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Driver postgres = new org.postgresql.Driver();

  /// The address of this driver for an address of PostgreSQL's.
  static String url(Moment moment, Path file, String postgresUrl) {
    return PREFIX + moment + "|" + file + "|" + postgresUrl;
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    String[] parts = url.substring(PREFIX.length()).split("\\|", 3);
    Moment moment = Moment.valueOf(parts[0]);
    Path file = Path.of(parts[1]);
    Connection connection = postgres.connect(parts[2], info);
    boolean[] near = {false};
    return (Connection)
        Proxy.newProxyInstance(
            FreezingDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && ((String) arguments[0]).contains(moment.statement)) {
                near[0] = true;
              }
              boolean here = near[0] && method.getName().equals("commit");
              if (here && moment == Moment.BEFORE_ITS_RECORD) {
                stand(file);
              }
              try {
                Object result = method.invoke(connection, arguments);
                if (here) {
                  near[0] = false;
                  if (moment == Moment.BEFORE_THE_EFFECT) {
                    stand(file);
                  }
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void stand(Path file) throws InterruptedException {
    while (Files.exists(file)) {
      Thread.sleep(20);
    }
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
    return Logger.getLogger(FreezingDriver.class.getName());
  }
}
