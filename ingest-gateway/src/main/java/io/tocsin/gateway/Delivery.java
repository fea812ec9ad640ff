package io.tocsin.gateway;

import java.time.Instant;

/// A delivery whose sender is known.
///
/// @param mediaType lower case, without parameters; one that the adapter takes
/// @param body the raw bytes
/// @param receivedAt when the last byte was there
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record Delivery(String mediaType, byte[] body, Instant receivedAt) {}
