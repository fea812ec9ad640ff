package io.tocsin.books.db;

import java.sql.Connection;
import java.sql.SQLException;

/// The facts in PostgreSQL.
public interface Database {
  /// What is done in one transaction; must not keep the connection.
  @FunctionalInterface
  interface Work<T> {
    /// Does it.
    T on(Connection connection) throws SQLException;
  }

  /// Reads in one read-only snapshot.
  ///
  /// @throws DatabaseException where PostgreSQL is away or refuses
  <T> T read(Work<T> work);

  /// Reads and writes in one transaction (repeatable read). It is done again from the start where
  /// another transaction changed in between what it had read.
  ///
  /// @throws DatabaseException where PostgreSQL is away or refuses; then nothing was written
  <T> T write(Work<T> work);
}
