package io.tocsin.sinks.runtime;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.AvroSerdes;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/// Turns bytes into records; a value that cannot be read is an answer, not an exception. Used by
/// one thread.
final class RecordDecoder {
  private static final byte MAGIC = 0;
  private static final int PREFIX = 5;

  private final AvroSerdes serdes;
  private final Map<Class<? extends SpecificRecord>, Deserializer<? extends SpecificRecord>>
      deserializers = new HashMap<>();

  RecordDecoder(AvroSerdes serdes) {
    this.serdes = serdes;
  }

  /// What decoding gave.
  sealed interface Decoded {
    /// A record.
    record Value(SpecificRecord value) implements Decoded {}

    /// No record, and why.
    record Unreadable(Failure failure) implements Decoded {}
  }

  /// Decodes one value.
  ///
  /// @param topic the topic that the record was first read from
  /// @throws OutageException where the registry is away, so that nothing can be said about the
  /// value
  Decoded decode(
      String topic, Headers headers, byte[] bytes, Class<? extends SpecificRecord> type) {
    if (bytes == null) {
      return unreadable(ReasonCode.NO_VALUE, "the record has no value");
    }
    if (bytes.length < PREFIX || bytes[0] != MAGIC) {
      return unreadable(
          ReasonCode.UNREADABLE_ENVELOPE, "the value does not begin with a schema id");
    }
    try {
      SpecificRecord value = deserializer(type).deserialize(topic, headers, bytes);
      return value == null
          ? unreadable(ReasonCode.NO_VALUE, "the record has no value")
          : new Decoded.Value(value);
    } catch (RuntimeException e) {
      Failure failure = Failures.ofDecode(e, type);
      return switch (failure.kind()) {
        case OUTAGE, THROTTLED -> throw new OutageException(failure.reason(), e);
        case POISON, UNCERTAIN -> new Decoded.Unreadable(failure);
      };
    }
  }

  private Deserializer<? extends SpecificRecord> deserializer(
      Class<? extends SpecificRecord> type) {
    return deserializers.computeIfAbsent(type, serdes::deserializer);
  }

  private static Decoded unreadable(ReasonCode code, String reason) {
    return new Decoded.Unreadable(new Failure(FailureClass.POISON, code, reason));
  }
}
