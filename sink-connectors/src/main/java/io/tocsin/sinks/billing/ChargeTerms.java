package io.tocsin.sinks.billing;

import io.tocsin.schemas.Charge;
import java.math.BigDecimal;

/// What is charged, to whom and for how much.
///
/// @param clientId who pays
/// @param contractId under which contract
/// @param sku what is sold
/// @param quantity in units; negative on a reversal
/// @param unit what one unit is
/// @param unitPrice price of one unit, in currency
/// @param amount in currency; negative on a reversal
/// @param currency ISO 4217
record ChargeTerms(
    String clientId,
    String contractId,
    String sku,
    BigDecimal quantity,
    String unit,
    BigDecimal unitPrice,
    BigDecimal amount,
    String currency) {
  static ChargeTerms of(Charge charge) {
    return new ChargeTerms(
        charge.getClientId(),
        charge.getContractId(),
        charge.getSku(),
        charge.getQuantity(),
        charge.getUnit(),
        charge.getUnitPrice(),
        charge.getAmount(),
        charge.getCurrency());
  }

  /// The terms that take these back.
  ChargeTerms reversed() {
    return new ChargeTerms(
        clientId, contractId, sku, quantity.negate(), unit, unitPrice, amount.negate(), currency);
  }

  /// Whether both say the same; 1.5 and 1.5000 are the same number.
  boolean same(ChargeTerms other) {
    return clientId.equals(other.clientId)
        && contractId.equals(other.contractId)
        && sku.equals(other.sku)
        && quantity.compareTo(other.quantity) == 0
        && unit.equals(other.unit)
        && unitPrice.compareTo(other.unitPrice) == 0
        && amount.compareTo(other.amount) == 0
        && currency.equals(other.currency);
  }

  /// The amount for a person, with at least two decimals, for example `35.00 USD`.
  String money() {
    BigDecimal plain = amount.abs().stripTrailingZeros();
    return plain.setScale(Math.max(2, plain.scale())).toPlainString() + " " + currency;
  }
}
