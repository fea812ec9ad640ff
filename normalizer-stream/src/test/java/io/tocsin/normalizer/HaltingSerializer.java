package io.tocsin.normalizer;

import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.tocsin.schemas.CanonicalEvent;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/// The default serializer, which ends the process, without any goodbye, on the canonical event of a
/// given number: after the memory of the event was written and before its output is committed.
public final class HaltingSerializer implements Serializer<Object> {
  /// System property: number of the canonical event, from 1.
  static final String AT = "tocsin.test.halt-at";

  /// Exit status of a process that was killed by SIGKILL.
  static final int KILLED = 137;

  private static final int HALT_AT = Integer.getInteger(AT, Integer.MAX_VALUE);
  private static final AtomicInteger SERIALIZED = new AtomicInteger();

  private final AvroKafkaSerializer<Object> inner = new AvroKafkaSerializer<>();

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    inner.configure(configs, isKey);
  }

  @Override
  public byte[] serialize(String topic, Object data) {
    haltAt(data);
    return inner.serialize(topic, data);
  }

  @Override
  public byte[] serialize(String topic, Headers headers, Object data) {
    haltAt(data);
    return inner.serialize(topic, headers, data);
  }

  private static void haltAt(Object data) {
    if (data instanceof CanonicalEvent && SERIALIZED.incrementAndGet() == HALT_AT) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
