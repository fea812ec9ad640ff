package io.tocsin.sinks.billing;

/// A claim on a charge key that is live for another event. It is open while its decision is the
/// newest one on its event and the key is live for the other.
///
/// @param claim who claims what
/// @param liveLineNo the line that has it; negative while it has no number yet
/// @param reason one sentence
record ChargeConflict(ChargeClaim claim, long liveLineNo, String reason) {}
