package io.tocsin.platform.registry;

import io.tocsin.platform.RegistrySettings;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Reads the Avro value of a record (0x00, four bytes of schema id, Avro binary) and tells bytes
/// that can never be read from a registry that is away.
///
/// The deserializers do not tell. Apicurio's (3.1.7) throws a plain `RuntimeException` for both:
/// with a `ConnectException` somewhere below when the port is closed, but with no `IOException` at
/// all when a connection breaks or the registry answers 5xx, 429 or 401; and with an `IOException`
/// for a value cut short. A guess from the exception would dead-letter good records in an outage,
/// or retry a bad one for ever. So after any failure the registry is asked for the record's schema
/// id: only where it clearly answers, and the bytes still cannot be read, the bytes are to blame.
///
/// @param <T> type of the values
public final class RecordReader<T> implements AutoCloseable {
  /// Confluent's wire format: a zero byte, then four bytes of schema id.
  private static final int PREFIX_BYTES = 5;

  /// How often a value must fail while the registry answers well. More than one, because the
  /// registry may come back between the failure and the question.
  private static final int FAILURES_TO_BELIEVE = 3;

  private final Deserializer<T> deserializer;
  private final Registry registry;

  public RecordReader(Deserializer<T> deserializer, Registry registry) {
    this.deserializer = deserializer;
    this.registry = registry;
  }

  /// A reader of one record type with the configured deserializer.
  public static <T extends SpecificRecord> RecordReader<T> of(
      RegistrySettings settings, Class<T> type) {
    return new RecordReader<>(
        settings.serdes().deserializer(type), new HttpRegistry(settings.url()));
  }

  /// Reads a value that has no headers.
  ///
  /// @throws RegistryAwayException where the registry is needed and away
  public Reading<T> read(String topic, byte @Nullable [] value) {
    return read(topic, new RecordHeaders(), value);
  }

  /// Reads a record's value.
  ///
  /// @throws RegistryAwayException where the registry is needed and away, so that nothing can be
  /// said
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
    String kind = "";
    for (int failures = 0; failures < FAILURES_TO_BELIEVE; failures++) {
      try {
        T decoded = deserializer.deserialize(topic, headers, value);
        return decoded == null
            ? new Reading.Unreadable<>("the value is empty")
            : new Reading.Value<>(decoded);
      } catch (SecurityException e) {
        // Avro was not told to trust our classes: a fault of ours, for which no record must pay.
        throw e;
      } catch (RuntimeException e) { // Deserializers agree on no narrower type.
        // Not handed on with an outage: what is thrown is logged, and may quote the content.
        if (!registry.knows(schemaId)) {
          return new Reading.Unreadable<>(
              "the registry knows no schema with the id " + Integer.toUnsignedString(schemaId));
        }
        kind = kind(e);
      }
    }
    return new Reading.Unreadable<>(
        "the value does not fit its schema (id %s): %s"
            .formatted(Integer.toUnsignedString(schemaId), kind));
  }

  /// The root failure's class, not its message: a message may quote the content.
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
