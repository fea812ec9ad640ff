package io.tocsin.normalizer;

import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.TrustedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/// The wire format with schema ids of this JVM, so that logic can be tested without a registry.
public final class LocalAvro {
  private static final CopyOnWriteArrayList<Schema> SCHEMAS = new CopyOnWriteArrayList<>();
  private static volatile Class<?> unwritable = Void.class;

  static {
    TrustedClasses.trustOurs();
  }

  private LocalAvro() {}

  public static AvroSerdes serdes() {
    return new AvroSerdes(
        "http://localhost:0", Writer.class.getName(), Reader.class.getName(), Map.of());
  }

  /// Makes every writer fail as Apicurio's does without a registry: nothing in its exception says
  /// that it is an outage.
  static void failToWrite(boolean fail) {
    unwritable = fail ? SpecificRecord.class : Void.class;
  }

  /// As above, for one type of record.
  static void failToWrite(Class<? extends SpecificRecord> type) {
    unwritable = type;
  }

  static boolean knows(int id) {
    return id >= 0 && id < SCHEMAS.size();
  }

  private static synchronized int id(Schema schema) {
    SCHEMAS.addIfAbsent(schema);
    return SCHEMAS.indexOf(schema);
  }

  public static final class Writer implements Serializer<SpecificRecord> {
    @Override
    public byte[] serialize(String topic, SpecificRecord data) {
      if (data == null) {
        return null;
      }
      if (unwritable.isInstance(data)) {
        throw new IllegalStateException("HttpClosedException");
      }
      try {
        var out = new ByteArrayOutputStream();
        out.write(0);
        out.write(ByteBuffer.allocate(4).putInt(id(data.getSchema())).array());
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<SpecificRecord>(data.getSchema()).write(data, encoder);
        return out.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static final class Reader implements Deserializer<Object> {
    @Override
    public Object deserialize(String topic, byte[] data) {
      ByteBuffer bytes = ByteBuffer.wrap(data, 1, 4);
      int id = bytes.getInt();
      if (!knows(id)) {
        throw new SerializationException("schema not found");
      }
      try {
        var decoder = DecoderFactory.get().binaryDecoder(data, 5, data.length - 5, null);
        return new SpecificDatumReader<>(SCHEMAS.get(id)).read(null, decoder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
