package io.tocsin.sinks.billing;

import io.tocsin.sinks.runtime.Subject;

/// A claim on a charge key that is live for another event: a human decides.
///
/// @param chargeKey the key that both want
/// @param subject who claims it
/// @param liveLineNo the line that has it; negative while it has no number yet
/// @param claimed what is claimed
/// @param reason one sentence
record ChargeConflict(
    String chargeKey, Subject subject, long liveLineNo, ChargeTerms claimed, String reason) {}
