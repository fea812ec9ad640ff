package io.tocsin.console;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One decision on a revision of an event.
///
/// @param revision the revision that was decided
/// @param decisionNumber 1, or higher where it was decided again
/// @param incidentId the thing in the world that the event belongs to
/// @param incidentEvidence what joins the event directly to others of its incident; empty when
/// alone
/// @param endState the end state
/// @param reasonCode why not billable or in review; null where billable
/// @param reason the same as a sentence
/// @param ruleId the rule that matched
/// @param rulebookVersion version of its rulebook; 0 where none was needed
/// @param valuesSeen the values that the rule looked at, by name
/// @param alternatives rules that were tried before and did not match, in their order
/// @param contractId the contract in force; null where none was needed or there is none
/// @param onTest what puts the event on test: a window's id, `signal:<event key>`, or `source`;
/// null where it is not
/// @param charge what it charges for the response; null where nothing
/// @param signalCharge what it charges on the meter of signals; null where nothing
/// @param ownerTeam team of the follow-up
/// @param routes sinks that act on it beside the ledger
/// @param replayId the replay that caused it; null where something else did
record Verdict(
    int revision,
    int decisionNumber,
    String incidentId,
    List<Evidence> incidentEvidence,
    EndState endState,
    @Nullable String reasonCode,
    String reason,
    @Nullable String ruleId,
    int rulebookVersion,
    Map<String, String> valuesSeen,
    List<Alternative> alternatives,
    @Nullable String contractId,
    @Nullable String onTest,
    @Nullable Charge charge,
    @Nullable Charge signalCharge,
    @Nullable String ownerTeam,
    @Nullable String serviceLevel,
    List<String> routes,
    @Nullable String replayId) {
  private static final String BY_SIGNAL = "signal:";
  private static final String BY_SOURCE = "source";

  /// The test window that puts the event on test; empty where it is none.
  Optional<String> testWindowId() {
    return Optional.ofNullable(onTest)
        .filter(by -> !by.startsWith(BY_SIGNAL) && !by.equals(BY_SOURCE));
  }

  /// The event whose signal put the site on test; empty where it was none.
  Optional<String> testSignal() {
    return Optional.ofNullable(onTest)
        .filter(by -> by.startsWith(BY_SIGNAL))
        .map(by -> by.substring(BY_SIGNAL.length()));
  }

  /// What joins an event to another of its incident.
  ///
  /// @param eventKey the other event
  /// @param kind REFERENCE, WINDOW or RULING
  /// @param detail the same in words
  record Evidence(String eventKey, String kind, String detail) {}

  /// A rule that did not match.
  ///
  /// @param why the part of its condition that does not hold, with the values that it saw
  record Alternative(String ruleId, String why) {}

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
