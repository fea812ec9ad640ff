package io.tocsin.books.audit;

import io.tocsin.books.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Writes the table `audit`: one row for each command, in the transaction of its effect.
public final class Audit {
  private Audit() {}

  /// Writes one row.
  ///
  /// @param actor who, by authentication; `schedule` where nobody asked
  /// @param action what, in capitals, for example CLOSE_DAY
  /// @param subject what it was done to: a day, the name of a replay, a sink
  /// @param reason why, in the actor's words
  /// @param detail further facts, one JSON object
  public static void write(
      Connection connection,
      String actor,
      String action,
      @Nullable String subject,
      @Nullable String reason,
      String detail)
      throws SQLException {
    Sql.change(
        connection,
        "insert into audit (actor, action, subject, reason, detail) values (?, ?, ?, ?, ?::jsonb)",
        actor,
        action,
        subject,
        reason,
        detail);
  }
}
