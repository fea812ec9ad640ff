package io.tocsin.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// A deserializer that lets only one record type through.
final class TypedDeserializer<T> implements Deserializer<T> {
  private final Class<T> type;
  private final Deserializer<Object> inner;

  TypedDeserializer(Class<T> type, Deserializer<Object> inner) {
    this.type = type;
    this.inner = inner;
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] data) {
    return typed(topic, inner.deserialize(topic, data));
  }

  @Override
  public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] data) {
    return typed(topic, inner.deserialize(topic, headers, data));
  }

  private @Nullable T typed(String topic, @Nullable Object value) {
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    throw new SerializationException(
        "topic %s: expected %s, found %s"
            .formatted(topic, type.getName(), value.getClass().getName()));
  }

  @Override
  public void close() {
    inner.close();
  }
}
