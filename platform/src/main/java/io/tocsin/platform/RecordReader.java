package io.tocsin.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Reads the Avro value of a record and tells unreadable bytes from a registry that is away.
///
/// The deserializers do not tell. Apicurio's (3.1.7) throws a plain `RuntimeException` for both:
/// with a `ConnectException` somewhere below when the port is closed, but with no `IOException`
/// at all when a connection breaks or the registry answers 5xx, 429 or 401. A guess from the
/// exception would dead-letter good records in an outage, or retry a bad one for ever. So after any
/// failure the registry is asked for the record's schema id: only where it clearly answers, and the
/// bytes still cannot be read, the bytes are to blame.
public final class RecordReader<T> implements AutoCloseable {
  /// Confluent's wire format: a zero byte, then four bytes of schema id.
  private static final int PREFIX_BYTES = 5;

  /// How often a value must fail while the registry answers well. More than one, because the
  /// registry may come back between the failure and the question.
  private static final int FAILURES_TO_BELIEVE = 3;

  private final Deserializer<T> deserializer;
  private final SchemaLookup registry;

  public RecordReader(Deserializer<T> deserializer, SchemaLookup registry) {
    this.deserializer = deserializer;
    this.registry = registry;
  }

  /// A reader of one record type with the configured deserializer.
  public static <T extends SpecificRecord> RecordReader<T> of(
      RegistrySettings registry, Class<T> type) {
    return new RecordReader<>(
        registry.serdes().deserializer(type), new RegistryLookup(registry.url()));
  }

  /// Reads one value.
  ///
  /// @throws RegistryAwayException where the registry does not answer, so that nothing can be said
  public Reading<T> read(String topic, Headers headers, byte @Nullable [] value) {
    if (value == null) {
      return new Reading.Nothing<>();
    }
    if (value.length < PREFIX_BYTES || value[0] != 0) {
      return new Reading.Unreadable<>(
          "%d bytes that do not begin with the schema prefix (0x00 and four bytes of schema id)"
              .formatted(value.length));
    }
    int schemaId = ByteBuffer.wrap(value).getInt(1);
    RuntimeException last = null;
    for (int failures = 0; failures < FAILURES_TO_BELIEVE; failures++) {
      try {
        T decoded = deserializer.deserialize(topic, headers, value);
        return decoded == null ? new Reading.Nothing<>() : new Reading.Value<>(decoded);
      } catch (RuntimeException e) { // Deserializers agree on no narrower type.
        last = e;
      }
      if (!known(schemaId, last)) {
        return new Reading.Unreadable<>("the registry has no schema " + schemaId);
      }
    }
    return new Reading.Unreadable<>(
        "written with schema %d, cannot be read as %s record: %s"
            .formatted(schemaId, topic, last == null ? "" : kind(last)));
  }

  private boolean known(int schemaId, RuntimeException failure) {
    try {
      return registry.knows(schemaId);
    } catch (IOException e) {
      e.addSuppressed(failure);
      throw new RegistryAwayException(
          "the schema registry does not answer: " + App.rootMessage(e), e);
    }
  }

  /// The root failure's class, not its message: a message may quote the payload.
  private static String kind(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  @Override
  public void close() {
    deserializer.close();
  }
}
