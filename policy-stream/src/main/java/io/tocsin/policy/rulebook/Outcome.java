package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a rule, or the default of an event type, says should become of an event.
public sealed interface Outcome {
  /// Who follows it up.
  Handling handling();

  /// It is charged. Price and minimum are those of the outcome or, where it says none, of the price
  /// list; a contract's own win over both ([Contract#unitPrice], [Contract#minimumUnits]).
  ///
  /// @param sku what is sold
  /// @param quantity units, more than zero, at most four decimals
  /// @param unit what one unit is, for example dispatch or hour
  /// @param minimumUnits the least number of units that is charged; null = none
  /// @param unitPrice price of one unit in the rulebook's currency, at most four decimals; null =
  /// every contract has its own
  /// @param oncePerEvent whether each event is charged for itself, though it is one incident with
  /// others
  /// @param evenOnTest whether it is charged although the event is on test
  record Billable(
      Handling handling,
      String sku,
      BigDecimal quantity,
      String unit,
      @Nullable BigDecimal minimumUnits,
      @Nullable BigDecimal unitPrice,
      boolean oncePerEvent,
      boolean evenOnTest)
      implements Outcome {}

  /// It is not charged.
  ///
  /// @param reason stable code
  /// @param because the same in a sentence
  record NotBillable(Handling handling, String reason, String because) implements Outcome {}
}
