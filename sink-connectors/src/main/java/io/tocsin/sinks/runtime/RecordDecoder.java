package io.tocsin.sinks.runtime;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.RegistryAwayException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/// Turns bytes into records; a value that cannot be read is an answer, not an exception. Used by
/// one thread.
final class RecordDecoder {
  private final RegistrySettings registry;
  private final Map<Class<? extends SpecificRecord>, RecordReader<? extends SpecificRecord>>
      readers = new HashMap<>();

  RecordDecoder(RegistrySettings registry) {
    this.registry = registry;
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
    try {
      return switch (reader(type).read(topic, headers, bytes)) {
        case Reading.Value<? extends SpecificRecord> read -> new Decoded.Value(read.value());
        case Reading.Nothing<?> _ -> poison(ReasonCode.NO_VALUE, "the record has no value");
        case Reading.Unreadable<?> unreadable ->
            poison(ReasonCode.UNREADABLE_ENVELOPE, unreadable.reason());
      };
    } catch (RegistryAwayException e) {
      throw new OutageException("%s cannot be read now: %s".formatted(topic, e.getMessage()), e);
    }
  }

  private RecordReader<? extends SpecificRecord> reader(Class<? extends SpecificRecord> type) {
    return readers.computeIfAbsent(type, t -> RecordReader.of(registry, t));
  }

  private static Decoded poison(ReasonCode code, String reason) {
    return new Decoded.Unreadable(new Failure(FailureClass.POISON, code, reason));
  }
}
