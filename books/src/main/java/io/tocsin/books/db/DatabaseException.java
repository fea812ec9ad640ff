package io.tocsin.books.db;

import java.sql.SQLException;

/// PostgreSQL is away or refused; nothing was written.
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SQLException failure;

  public DatabaseException(SQLException failure) {
    super(failure.getMessage(), failure);
    this.failure = failure;
  }

  /// What PostgreSQL or its driver said.
  public SQLException failure() {
    return failure;
  }
}
