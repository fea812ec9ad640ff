package io.tocsin.sinks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// PostgreSQL's driver, which stands still at one moment of a sink's effect outside for as long as
/// a file exists: so a process can be killed or stopped right there.
public final class FreezingDriver extends WrappingDriver {
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

  /// Made by the list of drivers.
  public FreezingDriver() {
    super(PREFIX);
  }

  /// The address of this driver for an address of PostgreSQL's.
  static String url(Moment moment, Path file, String postgresUrl) {
    return PREFIX + moment + "|" + file + "|" + postgresUrl;
  }

  @Override
  String postgres(String rest) {
    return rest.split("\\|", 3)[2];
  }

  @Override
  InvocationHandler around(Connection connection, String rest) {
    Moment moment = Moment.valueOf(rest.split("\\|", 3)[0]);
    Path file = Path.of(rest.split("\\|", 3)[1]);
    boolean[] near = {false};
    return (proxy, method, arguments) -> {
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
    };
  }

  private static void stand(Path file) throws InterruptedException {
    while (Files.exists(file)) {
      Thread.sleep(20);
    }
  }
}
