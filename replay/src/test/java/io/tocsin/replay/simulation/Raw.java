package io.tocsin.replay.simulation;

import org.jspecify.annotations.Nullable;

/// A record of a raw topic.
///
/// @param timestamp when it was written, milliseconds since 1970 UTC
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Raw(String topic, byte @Nullable [] key, byte @Nullable [] value, long timestamp) {}
