package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MoneyTest {
  @ParameterizedTest(name = "{0} × {1} {2} = {3}")
  @CsvSource({
    "1,      85.00,    USD, 85.0000",
    "1.5,    30.33,    USD, 45.5000", // 45.495
    "1,      0.005,    USD, 0.0100",
    "1,      0.0049,   USD, 0.0000",
    "3,      0.335,    USD, 1.0100", // 1.005, which binary floating point would make 1.00
    "1,      1.115,    USD, 1.1200", // as above
    "0.3333, 3.00,     USD, 1.0000", // 0.9999
    "1,      0.5,      JPY, 1.0000",
    "1,      0.4999,   JPY, 0.0000",
    "2.5,    101,      JPY, 253.0000", // 252.5
    "1,      1.2345,   KWD, 1.2350", // three decimals
    "100000, 999999999.9999, USD, 99999999999990.0000",
    "1,      0,        USD, 0.0000",
  })
  void amountsAreRoundedHalfUpToTheMinorUnit(
      String quantity, String price, String currency, String amount) {
    assertThat(
            Money.amount(
                new BigDecimal(quantity),
                new BigDecimal(price),
                Currency.getInstance(currency),
                RoundingMode.HALF_UP))
        .isEqualTo(new BigDecimal(amount));
  }

  @ParameterizedTest(name = "{0} {1} = {2}")
  @CsvSource({
    "0.005, HALF_UP,   0.0100",
    "0.005, HALF_EVEN, 0.0000",
    "0.015, HALF_EVEN, 0.0200",
    "0.019, DOWN,      0.0100",
    "0.011, UP,        0.0200",
  })
  void aContractRoundsAsItSays(BigDecimal price, RoundingMode rounding, BigDecimal amount) {
    assertThat(Money.amount(BigDecimal.ONE, price, Currency.getInstance("USD"), rounding))
        .isEqualTo(amount);
  }

  @Test
  void theLargestAmountFitsTheContract() {
    BigDecimal amount =
        Money.amount(
            new BigDecimal("100000.0000"),
            new BigDecimal("999999999.9999"),
            Currency.getInstance("USD"),
            RoundingMode.HALF_UP);

    assertThat(amount.precision()).isLessThanOrEqualTo(19);
  }

  @ParameterizedTest
  @CsvSource({"85.0000, USD, 85.00 USD", "0.1250, USD, 0.125 USD", "100.0000, JPY, 100 JPY"})
  void peopleReadAsManyDecimalsAsThereAre(String value, String currency, String text) {
    assertThat(Money.text(new BigDecimal(value), Currency.getInstance(currency))).isEqualTo(text);
  }
}
