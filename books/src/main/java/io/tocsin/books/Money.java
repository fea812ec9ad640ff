package io.tocsin.books;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;

/// An amount with its currency.
///
/// @param amount exact, with the digits of the currency's minor unit, and more only where it has
/// more
/// @param currency ISO 4217
public record Money(BigDecimal amount, String currency) {
  private static final int USUAL_MINOR_DIGITS = 2;

  public Money {
    amount = amount.setScale(Math.max(minorDigits(currency), amount.stripTrailingZeros().scale()));
  }

  private static int minorDigits(String currency) {
    return Currency.getAvailableCurrencies().stream()
        .filter(known -> known.getCurrencyCode().equals(currency))
        .mapToInt(known -> Math.max(0, known.getDefaultFractionDigits()))
        .findAny()
        .orElse(USUAL_MINOR_DIGITS);
  }

  /// The sums of some amounts, one for each currency, in the order of their codes.
  public static List<Money> sums(Collection<Money> amounts) {
    var sums = new TreeMap<String, BigDecimal>();
    amounts.forEach(one -> sums.merge(one.currency(), one.amount(), BigDecimal::add));
    return sums.entrySet().stream().map(sum -> new Money(sum.getValue(), sum.getKey())).toList();
  }

  /// So many times this.
  public Money times(long count) {
    return new Money(amount.multiply(BigDecimal.valueOf(count)), currency);
  }
}
