package io.tocsin.console;

import java.math.BigDecimal;

/// A decision that claims a charge key which is live with another amount or for another event. A
/// human decides; until then the live line stands.
///
/// @param chargeKey the key that both claim
/// @param eventKey the event that came second
/// @param claimedAmount what it wants to charge
/// @param liveLine number of the line that stands
/// @param liveEventKey the event of that line
/// @param liveAmount its amount, in liveCurrency
/// @param reason one sentence
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
    String reason) {}
