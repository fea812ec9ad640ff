package io.tocsin.policy.stream;

import io.tocsin.schemas.TrustedClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/// A record as it stands in a store: Avro's single-object encoding, which names the writer's schema
/// by its fingerprint and needs no registry. When a schema changes, the old one is added to
/// [#EARLIER_SCHEMAS], and values written with it are still read. Safe for use by several threads.
///
/// @param <T> the record
final class StoredForm<T extends SpecificRecord> {
  /// The forms that values may have beside the present one, by the record's name: the schemas of
  /// earlier builds, oldest first, whole, as resources of this class.
  private static final Map<String, List<String>> EARLIER_SCHEMAS =
      Map.of(
          "CanonicalEvent", List.of("/stored-form/CanonicalEvent-1.avsc"),
          "Decision", List.of("/stored-form/Decision-1.avsc", "/stored-form/Decision-2.avsc"));

  static {
    TrustedClasses.trustOurs();
  }

  private final String name;
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  StoredForm(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    var schema = model.getSchema(type);
    this.name = type.getSimpleName();
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.decoder = new BinaryMessageDecoder<>(model, schema);
    EARLIER_SCHEMAS
        .getOrDefault(name, List.of())
        .forEach(resource -> decoder.addSchema(schema(resource)));
  }

  /// The schema that stands in a resource.
  static Schema schema(String resource) {
    try (InputStream in = StoredForm.class.getResourceAsStream(resource)) {
      return new Schema.Parser().parse(Objects.requireNonNull(in, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  ByteBuffer buffer(T record) {
    try {
      return encoder.encode(record);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory refused to be written", e);
    }
  }

  byte[] bytes(T record) {
    return bytes(buffer(record));
  }

  T read(ByteBuffer buffer) {
    return read(bytes(buffer));
  }

  T read(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException | AvroRuntimeException e) {
      // No IOException outwards, not as a cause either: a store that cannot be read is no outage
      // that passes by itself.
      throw new IllegalStateException(
          "a store holds a %s that cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  Serde<T> serde() {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : bytes(value),
        (topic, bytes) -> bytes == null ? null : read(bytes));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
