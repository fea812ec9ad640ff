package io.tocsin.sinks.outward;

import java.util.Optional;

/// One effect on its way out.
///
/// @param effect what should stand
/// @param requestKey what a class B destination remembers the request by: 40 hex characters, the
/// same for every try of the same content
/// @param remoteId the id that the destination gave it, where it is known to exist; empty = to be
/// made
/// @param undoneId the remote id of the effect that this one takes back, where there is one
public record Delivery(
    Effect effect, String requestKey, Optional<String> remoteId, Optional<String> undoneId) {}
