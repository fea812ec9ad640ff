package io.tocsin.console;

import java.math.BigDecimal;

/// A decision that claims a charge key which is live for another event. The live line stands until
/// that event gives it up, or a human decides.
///
/// @param chargeKey the key that both claim
/// @param eventKey the event that came second
/// @param claimedAmount what it wants to charge
/// @param liveLine number of the line that stands; where the conflict waits no more, that stood
/// then
/// @param liveEventKey the event of that line
/// @param liveAmount its amount, in liveCurrency
/// @param reason one sentence
/// @param state what became of it
record Conflict(
    String chargeKey,
    String eventKey,
    int revision,
    int decisionNumber,
    BigDecimal claimedAmount,
    String currency,
    long liveLine,
    String liveEventKey,
    BigDecimal liveAmount,
    String liveCurrency,
    String reason,
    State state) {
  /// What became of a conflict.
  enum State {
    /// It waits: the key is still live for the other event.
    OPEN,
    /// The other event gave its charge up, and the claim was charged.
    SETTLED,
    /// A later decision on the event that came second took its place.
    OVERTAKEN
  }
}
