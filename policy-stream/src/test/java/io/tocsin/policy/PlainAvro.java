package io.tocsin.policy;

import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.Registry;
import io.tocsin.platform.registry.RegistryAwayException;
import io.tocsin.schemas.AvroSerdes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/// The wire format without a registry: every schema has the id 1, every other id is unknown, and
/// the registry can be away.
public final class PlainAvro {
  private static final int PREFIX = 5;
  private static final byte[] HEAD = {0, 0, 0, 0, 1};

  private boolean away;
  private boolean awayForWriters;

  public PlainAvro() {
    // Makes our generated classes known to Avro, as in production.
    var _ = new AvroSerdes("http://localhost:1");
  }

  /// Takes the registry away or brings it back.
  public void away(boolean nowAway) {
    away = nowAway;
  }

  /// Takes the registry away for writers only, or brings it back: readers have their schema,
  /// writers have not found theirs yet.
  public void awayForWriters(boolean nowAway) {
    awayForWriters = nowAway;
  }

  /// The bytes of a record.
  public <T extends SpecificRecord> byte[] bytes(T record) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(HEAD);
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<T>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// The record of some bytes.
  public <T extends SpecificRecord> T record(Class<T> type, byte[] bytes) {
    if (!Arrays.equals(bytes, 0, PREFIX, HEAD, 0, PREFIX)) {
      throw new SerializationException("unknown schema");
    }
    try {
      var decoder = DecoderFactory.get().binaryDecoder(bytes, PREFIX, bytes.length - PREFIX, null);
      T record = new SpecificDatumReader<>(type).read(null, decoder);
      if (!decoder.isEnd()) {
        throw new SerializationException("bytes are left over");
      }
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A writer as the topology uses it.
  public <T extends SpecificRecord> OutageAwareSerializer<T> serializer() {
    return new OutageAwareSerializer<>(
        (topic, record) -> {
          failWhen(away || awayForWriters);
          return bytes(record);
        },
        new OneSchema());
  }

  /// A reader as the topology uses it.
  public <T extends SpecificRecord> RecordReader<T> reader(Class<T> type) {
    return new RecordReader<>(
        (topic, bytes) -> {
          failWhen(away);
          return record(type, bytes);
        },
        new OneSchema());
  }

  private final class OneSchema implements Registry {
    @Override
    public boolean knows(int schemaId) {
      requireUp(away);
      return schemaId == 1;
    }

    @Override
    public void requireUp() {
      requireUp(away || awayForWriters);
    }

    private static void requireUp(boolean away) {
      if (away) {
        throw new RegistryAwayException("connection refused");
      }
    }
  }

  private static void failWhen(boolean away) {
    if (away) {
      // As Apicurio's serdes: nothing in it says that it is an outage.
      throw new IllegalStateException("HttpClosedException");
    }
  }
}
