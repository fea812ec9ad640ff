package io.tocsin.gateway;

import io.tocsin.schemas.Transport;
import java.time.Instant;

/// A delivery whose sender is known.
///
/// @param transport the road it came by
/// @param mediaType lower case, without parameters; one that the adapter takes
/// @param body the raw bytes
/// @param receivedAt when the last byte was there
/// @param bounds how much it may hold
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record Delivery(
    Transport transport, String mediaType, byte[] body, Instant receivedAt, Bounds bounds) {}
