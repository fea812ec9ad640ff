package io.tocsin.console;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/// PostgreSQL cannot answer now, or has no tables yet. Passes by itself or by an operator's hand; a
/// later request may succeed.
final class FactsUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  private FactsUnavailable(String sentence, SQLException cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /// What is wrong and who mends it, without addresses and secrets.
  String sentence() {
    return sentence;
  }

  /// The failure as an unavailability; empty where it is a fault of the console's own SQL.
  ///
  /// @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">SQLSTATE
  ///     codes</a>
  static Optional<FactsUnavailable> of(SQLException failure) {
    String state = state(failure);
    Optional<String> sentence =
        state.isEmpty() && failure instanceof SQLTransientConnectionException
            ? Optional.of("PostgreSQL gives no connection in time; ask again in a few seconds.")
            : sentence(state);
    return sentence.map(s -> new FactsUnavailable(s, failure));
  }

  /// The innermost SQLSTATE: the pool wraps what PostgreSQL said. Empty where nothing was said.
  static String state(SQLException failure) {
    String state = "";
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e && e.getSQLState() != null) {
        state = e.getSQLState();
      }
    }
    return state;
  }

  private static Optional<String> sentence(String state) {
    String said =
        switch (state) {
          case "42P01", "42703" ->
              "The tables are not there yet: sink-connectors makes them when it starts. Start it,"
                  + " or wait for it.";
          case "42501" ->
              "The console's PostgreSQL role may not read the tables: grant it select, see the"
                  + " README of the console.";
          case "28000", "28P01" ->
              "PostgreSQL refuses the console's role: check TOCSIN_CONSOLE_POSTGRES_USER and"
                  + " TOCSIN_CONSOLE_POSTGRES_PASSWORD.";
          case "3D000" -> "PostgreSQL has no database of the name in TOCSIN_POSTGRES_URL.";
          case "57014" ->
              "PostgreSQL took too long and was stopped: ask for fewer days, or raise"
                  + " TOCSIN_CONSOLE_POSTGRES_STATEMENT_TIMEOUT.";
          default ->
              isAway(state)
                  ? "PostgreSQL does not answer; the console tries again with every request."
                  : null;
        };
    return Optional.ofNullable(said);
  }

  /// Connection exceptions, too few resources, operator intervention, system errors.
  private static boolean isAway(String state) {
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.startsWith("58")
        // A snapshot that collides with a change of the tables; the next one does not.
        || state.startsWith("40");
  }
}
