package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.FailureClass;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
  @ParameterizedTest
  @CsvSource({
    "08001, OUTAGE",
    "08006, OUTAGE",
    "08003, OUTAGE",
    "57P01, OUTAGE",
    "57P02, OUTAGE",
    "57P03, OUTAGE",
    "53100, OUTAGE",
    "53200, OUTAGE",
    "53300, OUTAGE",
    "58030, OUTAGE",
    "40001, OUTAGE",
    "40P01, OUTAGE",
    "55P03, OUTAGE",
    "25006, OUTAGE",
    "22001, POISON",
    "22003, POISON",
    "22021, POISON",
    "23502, POISON",
    "23505, POISON",
    "23514, POISON",
    "42P01, UNCERTAIN",
    "42501, UNCERTAIN",
    "57014, UNCERTAIN",
    "XX000, UNCERTAIN",
    "P0001, UNCERTAIN"
  })
  void sqlState(String state, FailureClass expected) {
    var failure = new SQLException("Failing row contains (secret).", state);

    assertThat(Failures.ofWrite(failure).kind()).isEqualTo(expected);
    assertThat(
            Failures.ofWrite(new BatchUpdateException("values ('secret')", state, null, failure)))
        .satisfies(f -> assertThat(f.kind()).isEqualTo(expected))
        .satisfies(f -> assertThat(f.reason()).contains(state).doesNotContain("secret"));
  }

  @Test
  void noConnectionIsAnOutageWhateverTheReason() {
    var refused = new SQLException("password authentication failed", "28P01");
    var pool = new SQLTransientConnectionException("request timed out", "28P01", refused);

    assertThat(Failures.ofWrite(pool).kind()).isEqualTo(FailureClass.OUTAGE);
  }

  @Test
  void inputOutputIsAnOutage() {
    assertThat(Failures.ofWrite(new SQLException(new SocketTimeoutException())).kind())
        .isEqualTo(FailureClass.OUTAGE);
  }

  @Test
  void aFaultOfOursIsUncertainAndSaysWhere() {
    Failure failure = Failures.ofWrite(new IllegalStateException("secret"));

    assertThat(failure.kind()).isEqualTo(FailureClass.UNCERTAIN);
    assertThat(failure.reason())
        .contains("IllegalStateException", "FailuresTest.java")
        .doesNotContain("secret");
  }
}
