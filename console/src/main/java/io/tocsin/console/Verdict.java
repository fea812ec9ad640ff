package io.tocsin.console;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One decision on a revision of an event.
///
/// @param revision the revision that was decided
/// @param decisionNumber 1, or higher where it was decided again
/// @param endState the end state
/// @param reasonCode why not billable or in review; null where billable
/// @param reason the same as a sentence
/// @param ruleId the rule that matched
/// @param rulebookVersion version of its rulebook; 0 where none was needed
/// @param valuesSeen the values that the rule looked at, by name
/// @param charge what it charges; null where nothing
/// @param ownerTeam team of the follow-up
/// @param routes sinks that act on it beside the ledger
record Verdict(
    int revision,
    int decisionNumber,
    String incidentId,
    EndState endState,
    @Nullable String reasonCode,
    String reason,
    @Nullable String ruleId,
    int rulebookVersion,
    Map<String, String> valuesSeen,
    @Nullable Charge charge,
    @Nullable String ownerTeam,
    @Nullable String serviceLevel,
    List<String> routes) {
  /// What a decision charges.
  ///
  /// @param quantity in units
  /// @param unit what one unit is
  /// @param unitPrice price of one unit, in currency
  /// @param amount the sum, in currency
  /// @param currency ISO 4217
  record Charge(
      String chargeKey,
      @Nullable String contractId,
      String sku,
      BigDecimal quantity,
      String unit,
      BigDecimal unitPrice,
      BigDecimal amount,
      String currency) {}
}
