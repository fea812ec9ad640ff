package io.tocsin.platform.registry;

import io.tocsin.platform.RegistrySettings;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// A serializer that says when it fails because the registry is away, so that the stream waits
/// instead of stopping for good: it then throws [RegistryAwayException]. A registry that is up and
/// refuses is not an outage: that failure goes through as it is.
///
/// @param <T> type of the values
public final class OutageAwareSerializer<T> implements Serializer<T> {
  /// How often a value must fail while the registry answers. More than one, because the registry
  /// may come back between the failure and the question.
  private static final int FAILURES_TO_BELIEVE = 3;

  private final Serializer<T> inner;
  private final Registry registry;

  public OutageAwareSerializer(Serializer<T> inner, Registry registry) {
    this.inner = inner;
    this.registry = registry;
  }

  /// The configured serializer, made aware of outages.
  public static <T extends SpecificRecord> OutageAwareSerializer<T> of(RegistrySettings settings) {
    return new OutageAwareSerializer<>(
        settings.serdes().<T>serializer(), new HttpRegistry(settings.url()));
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    inner.configure(configs, isKey);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T data) {
    return serialize(() -> inner.serialize(topic, data));
  }

  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T data) {
    return serialize(() -> inner.serialize(topic, headers, data));
  }

  private byte @Nullable [] serialize(Supplier<byte @Nullable []> serializing) {
    for (int failures = 1; ; failures++) {
      try {
        return serializing.get();
      } catch (RuntimeException e) { // Serializers agree on no narrower type.
        registry.requireUp();
        if (failures == FAILURES_TO_BELIEVE) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
