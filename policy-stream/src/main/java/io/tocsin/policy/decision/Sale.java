package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.Contract;
import io.tocsin.policy.rulebook.Outcome;
import java.math.BigDecimal;

/// What one event is sold for, before free allowances and caps.
///
/// @param outcome what the rule says
/// @param contract under which it is billed
/// @param quantity units, the minimum considered
/// @param unitPrice price of one unit in the contract's currency
/// @param amount quantity × price, rounded as the contract says
record Sale(
    Outcome.Billable outcome,
    Contract contract,
    BigDecimal quantity,
    BigDecimal unitPrice,
    BigDecimal amount) {
  static Sale of(Outcome.Billable outcome, Contract contract) {
    BigDecimal price = contract.unitPrice(outcome);
    BigDecimal quantity = outcome.quantity().max(contract.minimumUnits(outcome));
    return new Sale(
        outcome,
        contract,
        quantity,
        price,
        Money.amount(quantity, price, contract.currency(), contract.rounding()));
  }

  /// Whether one charge can stand for both.
  boolean sameAs(Sale other) {
    return outcome.sku().equals(other.outcome.sku())
        && amount.compareTo(other.amount) == 0
        && contract.currency().equals(other.contract.currency());
  }

  /// Sku and amount, as people write it.
  String text() {
    return outcome.sku() + " " + Money.text(amount, contract.currency());
  }

  /// The reason of a charge, as a sentence.
  String sentence() {
    String least =
        quantity.compareTo(outcome.quantity()) > 0
            ? " (the least that is charged, instead of %s)"
                .formatted(Money.units(outcome.quantity()))
            : "";
    return "%s: %s %s%s × %s = %s."
        .formatted(
            outcome.sku(),
            Money.units(quantity),
            outcome.unit(),
            least,
            Money.text(unitPrice, contract.currency()),
            Money.text(amount, contract.currency()));
  }
}
