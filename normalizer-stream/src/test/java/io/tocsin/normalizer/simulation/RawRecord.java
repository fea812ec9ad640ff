package io.tocsin.normalizer.simulation;

import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Transport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One record of a raw topic, with what its maker knows of it.
///
/// @param topic the topic
/// @param key key as it stands there
/// @param value value as it stands there
/// @param timestamp the record's timestamp, milliseconds since 1970 UTC
/// @param receipt the header with the receipt; null = none
/// @param meaning what must become of it
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record RawRecord(
    String topic,
    byte @Nullable [] key,
    byte @Nullable [] value,
    long timestamp,
    @Nullable String receipt,
    Meaning meaning) {

  /// What a record is.
  sealed interface Meaning {}

  /// A delivery that can be read.
  ///
  /// @param eventKey which event
  /// @param source its source
  /// @param receipt the delivery's name
  /// @param receivedAt when the gateway had it
  /// @param road how it came
  /// @param said what it says, its time included
  record Speech(
      String eventKey,
      String source,
      String receipt,
      Instant receivedAt,
      Transport road,
      Statement said)
      implements Meaning {}

  /// One that must be dead-lettered.
  ///
  /// @param reason for this
  record Junk(ReasonCode reason) implements Meaning {}

  @Override
  public String toString() {
    return "%s at %d: %s".formatted(topic, timestamp, meaning);
  }
}
