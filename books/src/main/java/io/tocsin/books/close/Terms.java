package io.tocsin.books.close;

import java.math.BigDecimal;

/// What is charged, to whom and for how much.
///
/// @param quantity in units; negative on a reversal
/// @param unitPrice price of one unit, in currency
/// @param amount in currency; negative on a reversal
/// @param currency ISO 4217
record Terms(
    String contractId,
    String sku,
    BigDecimal quantity,
    String unit,
    BigDecimal unitPrice,
    BigDecimal amount,
    String currency) {
  /// Whether both say the same; 1.5 and 1.5000 are the same number.
  boolean same(Terms other) {
    return contractId.equals(other.contractId)
        && sku.equals(other.sku)
        && quantity.compareTo(other.quantity) == 0
        && unit.equals(other.unit)
        && unitPrice.compareTo(other.unitPrice) == 0
        && amount.compareTo(other.amount) == 0
        && currency.equals(other.currency);
  }

  /// The terms that take these back.
  Terms reversed() {
    return new Terms(
        contractId, sku, quantity.negate(), unit, unitPrice, amount.negate(), currency);
  }

  /// All of them, for a person who compares.
  String words() {
    return "%s (%s %s at %s, %s, contract %s)"
        .formatted(
            money(), Money.quantity(quantity), unit, Money.plain(unitPrice), sku, contractId);
  }

  String money() {
    return Money.plain(amount) + " " + currency;
  }
}
