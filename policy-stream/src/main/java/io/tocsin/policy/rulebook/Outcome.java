package io.tocsin.policy.rulebook;

import java.math.BigDecimal;

/// What a rule, or the default of an event type, says should become of an event.
public sealed interface Outcome {
  /// Who follows it up.
  Handling handling();

  /// It is charged.
  ///
  /// @param sku what is sold
  /// @param quantity units, more than zero, at most four decimals
  /// @param unit what one unit is, for example dispatch or hour
  /// @param minimumUnits the least number of units that is charged; zero where there is none
  /// @param unitPrice price of one unit in the rulebook's currency, at most four decimals
  record Billable(
      Handling handling,
      String sku,
      BigDecimal quantity,
      String unit,
      BigDecimal minimumUnits,
      BigDecimal unitPrice)
      implements Outcome {}

  /// It is not charged.
  ///
  /// @param reason stable code
  /// @param because the same in a sentence
  record NotBillable(Handling handling, String reason, String because) implements Outcome {}
}
