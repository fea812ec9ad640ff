package io.tocsin.normalizer;

import io.tocsin.schemas.Position;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A raw record as it is judged: when it arrives, or in a replay.
///
/// @param at where it stands in its raw topic
/// @param timestamp when it was written there, milliseconds since 1970 UTC
/// @param key its key
/// @param value its value
/// @param headers its headers
/// @param replayId the replay that it is judged in; null where it has arrived
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record RawRecord(
    Position at,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers,
    @Nullable String replayId) {
  /// Whether it is judged in a replay.
  boolean replayed() {
    return replayId != null;
  }
}
