package io.tocsin.sinks.runtime;

import java.sql.Connection;
import java.sql.SQLException;

/// Runs work inside one transaction: all of it or nothing.
public interface Transactions {
  /// What is done inside a transaction.
  @FunctionalInterface
  interface Work {
    /// Does it; must not keep the connection, commit or roll back.
    void with(Connection connection) throws SQLException;
  }

  /// Runs work in a transaction of isolation repeatable read and commits it.
  ///
  /// @throws java.sql.SQLTransientConnectionException where no connection is to be had
  /// @throws SQLException as PostgreSQL gave it; nothing is written then, except where the answer
  /// to the commit was lost
  void run(Work work) throws SQLException;
}
