package io.tocsin.console;

import java.math.BigDecimal;
import java.util.Currency;

/// Decimals as they are shown: exact, plain, never rounded.
final class Decimals {
  private static final int USUAL_MINOR_DIGITS = 2;

  private Decimals() {}

  /// An amount or price: the digits of the currency's minor unit, more only where the value has
  /// more.
  ///
  /// @param currency ISO 4217; two digits where it is none
  static BigDecimal money(BigDecimal value, String currency) {
    int digits = Math.max(minorDigits(currency), value.stripTrailingZeros().scale());
    return value.setScale(digits);
  }

  private static int minorDigits(String currency) {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> c.getCurrencyCode().equals(currency))
        .mapToInt(c -> Math.max(0, c.getDefaultFractionDigits()))
        .findAny()
        .orElse(USUAL_MINOR_DIGITS);
  }

  /// A quantity, without zeros at its end.
  static BigDecimal quantity(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
