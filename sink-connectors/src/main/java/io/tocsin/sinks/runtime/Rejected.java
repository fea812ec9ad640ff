package io.tocsin.sinks.runtime;

import io.tocsin.platform.DeadLetter;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record that could not be written and leaves the straight way.
///
/// @param record as it was read
/// @param value what it says; empty where it is unreadable or has no value
/// @param failure why it leaves
/// @param earlier what its headers say of earlier failures; empty at the first
public record Rejected(
    ConsumerRecord<byte[], byte[]> record,
    Optional<SpecificRecord> value,
    Failure failure,
    Optional<DeadLetter> earlier) {
  /// How often it was tried, this time included.
  public int attempts() {
    return earlier.map(DeadLetter::attempts).orElse(0) + 1;
  }
}
