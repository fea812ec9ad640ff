package io.tocsin.sinks.runtime;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Judges failures to write: the one place that knows what an SQLSTATE or an exception means. What
/// a failure to decode means, [RecordDecoder] has the registry say.
///
/// - Outage: no connection; PostgreSQL stops, starts or lacks resources; serialization failure,
///   deadlock, lock timeout, read-only stand-by; I/O. Everything waits, then the same again.
/// - Poison: data (22…) or integrity (23…) refused. This record is dead-lettered.
/// - Uncertain: all else. This record is tried later, in the end dead-lettered.
public final class Failures {
  /// Where a failure carries no SQLSTATE.
  static final String NO_STATE = "none";

  private static final String LOCK_TIMEOUT = "55P03";
  private static final String READ_ONLY = "25006";
  private static final int LONGEST_CHAIN = 20;
  private static final String OURS = "io.tocsin.";

  private Failures() {}

  /// Judges a failure to write to PostgreSQL.
  public static Failure ofWrite(Throwable failure) {
    List<Throwable> chain = chain(failure);
    SQLException sql = first(chain, SQLException.class);
    String state = state(chain);
    if (first(chain, SQLTransientConnectionException.class) != null
        || isOutage(state)
        || (state.equals(NO_STATE) && isAway(chain))) {
      return new Failure(
          FailureClass.OUTAGE,
          ReasonCode.RETRIES_EXHAUSTED,
          "PostgreSQL cannot be used now: " + words(failure, state));
    }
    if (sql != null && (state.startsWith("22") || state.startsWith("23"))) {
      return new Failure(
          FailureClass.POISON,
          ReasonCode.REFUSED_ROW,
          "PostgreSQL refuses the row: SQLSTATE %s%s".formatted(state, where(chain)));
    }
    return new Failure(
        FailureClass.UNCERTAIN,
        ReasonCode.RETRIES_EXHAUSTED,
        "the row could not be written: " + words(failure, state));
  }

  /// A failure of our own in words that hold no payload.
  public static String words(Throwable failure) {
    return words(failure, NO_STATE);
  }

  /// A failure in words that hold no payload: classes, SQLSTATE and the place in our code.
  static String words(Throwable failure, String state) {
    List<Throwable> chain = chain(failure);
    String name = chain.getLast().getClass().getSimpleName();
    String place =
        chain.reversed().stream()
            .flatMap(t -> Arrays.stream(t.getStackTrace()))
            .filter(f -> f.getClassName().startsWith(OURS))
            .findFirst()
            .map(f -> " at %s:%d".formatted(f.getFileName(), f.getLineNumber()))
            .orElse("");
    return state.equals(NO_STATE) ? name + place : "SQLSTATE %s, %s".formatted(state, name);
  }

  private static boolean isOutage(String state) {
    return state.startsWith("08") // Connection.
        || state.startsWith("40") // Serialization failure, deadlock: the same again succeeds.
        || state.startsWith("53") // Out of disk, memory or connections.
        || state.startsWith("57P0") // Shutdown, crash, still starting.
        || state.startsWith("58") // The server's own files or memory.
        || state.equals(LOCK_TIMEOUT)
        || state.equals(READ_ONLY); // A stand-by answers during a fail-over.
  }

  private static boolean isAway(List<Throwable> chain) {
    return chain.stream().anyMatch(t -> t instanceof IOException || t instanceof TimeoutException);
  }

  private static String where(List<Throwable> chain) {
    PSQLException refused = first(chain, PSQLException.class);
    ServerErrorMessage message = refused == null ? null : refused.getServerErrorMessage();
    if (message == null) {
      return "";
    }
    var text = new StringBuilder();
    append(text, "table", message.getTable());
    append(text, "column", message.getColumn());
    append(text, "constraint", message.getConstraint());
    return text.toString();
  }

  private static void append(StringBuilder text, String what, @Nullable String name) {
    if (name != null) {
      text.append(", ").append(what).append(' ').append(name.toLowerCase(Locale.ROOT));
    }
  }

  private static String state(List<Throwable> chain) {
    return chain.stream()
        .filter(SQLException.class::isInstance)
        .map(t -> ((SQLException) t).getSQLState())
        .filter(s -> s != null && !s.isBlank())
        .findFirst()
        .orElse(NO_STATE);
  }

  private static <T> @Nullable T first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
  }

  private static List<Throwable> chain(Throwable failure) {
    var chain = new ArrayList<Throwable>();
    for (Throwable t = failure; t != null && chain.size() < LONGEST_CHAIN; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
