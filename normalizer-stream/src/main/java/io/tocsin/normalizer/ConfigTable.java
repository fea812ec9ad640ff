package io.tocsin.normalizer;

import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A configuration topic, looked up by key. The store holds the topic's bytes as they are, since
/// Streams fills a global store after a restart straight from the topic; they are decoded when they
/// are first asked for, once for each version.
///
/// A value that cannot be read counts as absent and is logged: the events that it concerns are then
/// in review, and all others go on.
///
/// @param <R> record on the topic
/// @param <T> what is made of it
public final class ConfigTable<R, T> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigTable.class);

  private final String topic;
  private final RecordReader<R> reader;
  private final Function<R, T> prepare;
  private final ConcurrentMap<String, Version<T>> decoded = new ConcurrentHashMap<>();

  private static final class Version<T> {
    private final byte[] bytes;
    private final Optional<T> value;

    Version(byte[] bytes, Optional<T> value) {
      this.bytes = bytes;
      this.value = value;
    }
  }

  public ConfigTable(String topic, RecordReader<R> reader, Function<R, T> prepare) {
    this.topic = topic;
    this.reader = reader;
    this.prepare = prepare;
  }

  /// What stands under a key now.
  ///
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is needed and
  /// away
  ///
  /// @param store what the topic holds under a key; null where that is nothing
  public Optional<T> get(Function<String, byte @Nullable []> store, String key) {
    byte @Nullable [] bytes = store.apply(key);
    if (bytes == null) {
      decoded.remove(key);
      return Optional.empty();
    }
    Version<T> known = decoded.get(key);
    if (known == null || !Arrays.equals(known.bytes, bytes)) {
      known = new Version<>(bytes, decode(key, bytes));
      decoded.put(key, known);
    }
    return known.value;
  }

  private Optional<T> decode(String key, byte[] bytes) {
    return switch (reader.read(topic, bytes)) {
      case Reading.Value<R> value -> Optional.of(prepare.apply(value.value()));
      // A store holds no key without a value, so this says no more than the key's absence.
      case Reading.Nothing<R> _ -> Optional.empty();
      case Reading.Unreadable<R> bad -> {
        LOG.error("topic={} key={} is ignored, publish it again: {}", topic, key, bad.reason());
        yield Optional.empty();
      }
    };
  }
}
