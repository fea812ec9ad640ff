package io.tocsin.books.close;

import java.math.BigDecimal;

/// Amounts as they are written for people and spreadsheets.
final class Money {
  private static final int USUAL_DECIMALS = 2;

  private Money() {}

  /// A plain decimal with '.', at least two decimals and no more than it needs, for example
  /// `-85.00`.
  static String plain(BigDecimal amount) {
    BigDecimal shortest = amount.stripTrailingZeros();
    return shortest.setScale(Math.max(USUAL_DECIMALS, shortest.scale())).toPlainString();
  }

  /// A plain decimal with '.' and as few decimals as it needs, for example `1.5`.
  static String quantity(BigDecimal quantity) {
    BigDecimal shortest = quantity.stripTrailingZeros();
    return shortest.setScale(Math.max(0, shortest.scale())).toPlainString();
  }
}
