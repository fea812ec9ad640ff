package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsUnavailableTest {
  @ParameterizedTest
  @CsvSource({
    "08001, does not answer",
    "57P03, does not answer",
    "53300, does not answer",
    "40001, does not answer",
    "42P01, not there yet",
    "42501, may not read",
    "28P01, refuses the console's role",
    "3D000, no database",
    "57014, took too long"
  })
  void aPassingFailureIsExplained(String state, String said) {
    // As the pool hands it on.
    var failure =
        new SQLTransientConnectionException("no connection", null, new SQLException("x", state));

    assertThat(FactsUnavailable.of(failure).orElseThrow().sentence()).contains(said);
  }

  @Test
  void aFullPoolIsAPassingFailure() {
    assertThat(FactsUnavailable.of(new SQLTransientConnectionException("timeout"))).isPresent();
  }

  @Test
  void aFaultInOurOwnSqlIsNone() {
    assertThat(FactsUnavailable.of(new SQLException("syntax error", "42601"))).isEmpty();
    assertThat(FactsUnavailable.of(new SQLException("something else"))).isEmpty();
  }
}
