package io.tocsin.policy.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/// Exact amounts of one currency.
public final class Money {
  /// Digits after the point that contracts, stores and sinks keep.
  public static final int SCALE = 4;

  private Money() {}

  /// quantity × unit price, rounded to the currency's minor unit (cents; none for yen), written
  /// with four decimals.
  public static BigDecimal amount(
      BigDecimal quantity, BigDecimal unitPrice, Currency currency, RoundingMode rounding) {
    return quantity
        .multiply(unitPrice)
        .setScale(currency.getDefaultFractionDigits(), rounding)
        .setScale(SCALE);
  }

  /// A price or amount as people write it: as many decimals as the currency has, more only where
  /// they are not zero.
  public static String text(BigDecimal value, Currency currency) {
    return plain(value, currency.getDefaultFractionDigits()) + " " + currency.getCurrencyCode();
  }

  /// A quantity as people write it, without needless zeros.
  public static String units(BigDecimal quantity) {
    return plain(quantity, 0);
  }

  private static String plain(BigDecimal value, int leastDecimals) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.setScale(Math.max(shortest.scale(), leastDecimals)).toPlainString();
  }
}
