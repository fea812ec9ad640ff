package io.tocsin.books.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.EndState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the lines that stand and those that a decision asks for come to.
final class BillingTest {
  @ParameterizedTest
  @CsvSource({
    "BILLABLE,     false, true,  true,  BILLED,       false",
    "BILLABLE,     false, false, true,  NOT_BILLED,   true",
    "BILLABLE,     false, false, false, NOT_BILLED,   true",
    "BILLABLE,     false, true,  false, BILLED_TWICE, true",
    "NOT_BILLABLE, true,  true,  true,  NOT_BILLABLE, false",
    "NOT_BILLABLE, true,  true,  false, STILL_BILLED, true",
    // Its signal is on the other meter.
    "NOT_BILLABLE, false, true,  true,  NOT_BILLABLE, false",
    "NOT_BILLABLE, false, false, true,  NOT_BILLED,   true",
    "MERGED,       true,  true,  true,  MERGED,       false",
    "IN_REVIEW,    true,  true,  false, STILL_BILLED, true",
    ",             true,  true,  true,  NOT_DECIDED,  true"
  })
  void isToldByWhatStands(
      String endState, boolean free, boolean paid, boolean alone, Billing billing, boolean wrong) {
    assertThat(Billing.of(endState, free, paid, alone)).isEqualTo(billing);
    assertThat(billing.wrong()).isEqualTo(wrong);
  }

  @Test
  void everyEndStateIsKnown() {
    for (EndState state : EndState.values()) {
      assertThat(Billing.of(state.name(), true, true, true)).isNotNull();
    }
  }
}
