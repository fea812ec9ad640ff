package io.tocsin.sinks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A PostgreSQL driver that halts the JVM, as a power cut does, right after PostgreSQL has
/// committed a transaction that appended invoice lines: before anybody hears of the commit.
///
/// Address: `jdbc:halting:postgresql://…`
public final class HaltingDriver extends WrappingDriver {
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

  /// Made by the list of drivers.
  public HaltingDriver() {
    super(PREFIX);
  }

  /// The address of this driver for an address of PostgreSQL's.
  public static String url(String postgresUrl) {
    return PREFIX + postgresUrl.substring("jdbc:".length());
  }

  @Override
  String postgres(String rest) {
    return "jdbc:" + rest;
  }

  @Override
  InvocationHandler around(Connection connection, String rest) {
    boolean[] appended = {false};
    return (proxy, method, arguments) -> {
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
    };
  }
}
