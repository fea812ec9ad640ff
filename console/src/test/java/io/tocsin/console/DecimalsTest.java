package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {
  @ParameterizedTest
  @CsvSource({
    "45.0000, USD, 45.00",
    "-45.0000, USD, -45.00",
    "0.0000, USD, 0.00",
    "0.1250, USD, 0.125",
    "1200.0000, JPY, 1200",
    "1.2340, KWD, 1.234",
    "100000000000000.0001, EUR, 100000000000000.0001",
    "5.0000, ???, 5.00",
    "5.0000, XAU, 5"
  })
  void moneyHasTheDigitsOfItsCurrencyAndLosesNone(String value, String currency, String shown) {
    assertThat(Decimals.money(new BigDecimal(value), currency).toPlainString()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"1.0000, 1", "1.5000, 1.5", "-2.0000, -2", "0.0000, 0", "100.0000, 100"})
  void aQuantityHasNoZerosAtItsEnd(String value, String shown) {
    assertThat(Decimals.quantity(new BigDecimal(value)).toPlainString()).isEqualTo(shown);
  }
}
