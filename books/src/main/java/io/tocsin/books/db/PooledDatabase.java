package io.tocsin.books.db;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// PostgreSQL through a pool of connections that do not commit by themselves.
public final class PooledDatabase implements Database {
  private static final int TRIES = 5;
  private static final String COLLISION = "40";

  private final DataSource pool;

  public PooledDatabase(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public <T> T read(Work<T> work) {
    try {
      return once(work, true);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    for (int tried = 1; ; tried++) {
      try {
        return once(work, false);
      } catch (SQLException e) {
        boolean collision = e.getSQLState() != null && e.getSQLState().startsWith(COLLISION);
        if (!collision || tried == TRIES) {
          throw new DatabaseException(e);
        }
      }
    }
  }

  private <T> T once(Work<T> work, boolean readOnly) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(readOnly);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
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
}
