package io.tocsin.replay.simulation;

import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.Registry;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.TrustedClasses;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
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

/// Avro records on the wire, with the schemas of this JVM in the place of a registry's.
public final class WireFormat {
  private static final int PREFIX = 1 + Integer.BYTES;
  private static final List<Schema> SCHEMAS = new CopyOnWriteArrayList<>();

  static final AvroSerdes SERDES =
      new AvroSerdes(
          "http://localhost:0", Writer.class.getName(), Reader.class.getName(), Map.of());

  static final Registry REGISTRY =
      new Registry() {
        @Override
        public boolean knows(int schemaId) {
          return schemaId >= 0 && schemaId < SCHEMAS.size();
        }

        @Override
        public void requireUp() {
          // It always is.
        }
      };

  static {
    TrustedClasses.trustOurs();
  }

  private WireFormat() {}

  static <T extends SpecificRecord> byte[] bytes(T record) {
    return SERDES.<T>serializer().serialize("", record);
  }

  static <T extends SpecificRecord> RecordReader<T> reader(Class<T> type) {
    return new RecordReader<>(SERDES.deserializer(type), REGISTRY);
  }

  static <T extends SpecificRecord> OutageAwareSerializer<T> writer() {
    return new OutageAwareSerializer<>(SERDES.<T>serializer(), REGISTRY);
  }

  private static synchronized int id(Schema schema) {
    if (!SCHEMAS.contains(schema)) {
      SCHEMAS.add(schema);
    }
    return SCHEMAS.indexOf(schema);
  }

  /// Made by its name.
  public static final class Writer implements Serializer<SpecificRecord> {
    @Override
    public byte[] serialize(String topic, SpecificRecord data) {
      try (var bytes = new ByteArrayOutputStream();
          var out = new DataOutputStream(bytes)) {
        out.writeByte(0);
        out.writeInt(id(data.getSchema()));
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<SpecificRecord>(data.getSchema()).write(data, encoder);
        return bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Made by its name.
  public static final class Reader implements Deserializer<Object> {
    @Override
    public Object deserialize(String topic, byte[] data) {
      int id = ByteBuffer.wrap(data).getInt(1);
      if (!REGISTRY.knows(id)) {
        throw new SerializationException("no such schema");
      }
      try {
        var decoder = DecoderFactory.get().binaryDecoder(data, PREFIX, data.length - PREFIX, null);
        return new SpecificDatumReader<>(SCHEMAS.get(id)).read(null, decoder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
