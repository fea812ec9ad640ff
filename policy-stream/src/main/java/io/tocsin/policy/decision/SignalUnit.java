package io.tocsin.policy.decision;

import io.tocsin.schemas.Charge;

/// One event on the meter of signal volume.
///
/// @param charge what it costs once the included ones are used up
/// @param included how many signals of its contract and month cost nothing
public record SignalUnit(Charge charge, int included) {}
