package io.tocsin.sinks.runtime;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;

/// A failure as it is judged: which class, which code, and a sentence without payload.
///
/// @param kind decides what happens next
/// @param code the reason code that a dead letter of it carries
/// @param reason for the operator; never a message of PostgreSQL or of a decoder, which may quote
/// values
public record Failure(FailureClass kind, ReasonCode code, String reason) {}
