package io.tocsin.policy.backtest;

import java.math.BigDecimal;
import java.util.Currency;

/// Exact figures as people and programs read them: a point before the decimals, nothing between the
/// thousands.
final class Figures {
  private Figures() {}

  /// An amount or a price without its currency: as many decimals as that has, more only where they
  /// are not zero.
  static String amount(BigDecimal value, Currency currency) {
    return plain(value, currency.getDefaultFractionDigits());
  }

  /// A quantity, without needless zeros.
  static String units(BigDecimal quantity) {
    return plain(quantity, 0);
  }

  /// A difference with its sign; 0 has none.
  static String difference(BigDecimal value, Currency currency) {
    return (value.signum() > 0 ? "+" : "") + amount(value, currency);
  }

  private static String plain(BigDecimal value, int leastDecimals) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.setScale(Math.max(shortest.scale(), leastDecimals)).toPlainString();
  }
}
