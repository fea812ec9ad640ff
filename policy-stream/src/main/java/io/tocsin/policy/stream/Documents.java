package io.tocsin.policy.stream;

import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Published documents of one kind, each decoded once.
///
/// One that cannot be read or stands under a foreign key was written around its publisher: it is
/// left out, with an error in the log. Safe for use by several threads.
///
/// @param <T> the document
public final class Documents<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

  private final String topic;
  private final RecordReader<T> reader;
  private final BiPredicate<String, T> belongs;
  private final Map<String, Shelved<T>> shelf = new HashMap<>();

  private static final class Shelved<T> {
    private final byte[] bytes;
    private final Optional<T> document;

    Shelved(byte[] bytes, Optional<T> document) {
      this.bytes = bytes;
      this.document = document;
    }
  }

  /// @param topic the topic that they are published in
  /// @param belongs whether a document stands under its own key
  public Documents(String topic, RecordReader<T> reader, BiPredicate<String, T> belongs) {
    this.topic = topic;
    this.reader = reader;
    this.belongs = belongs;
  }

  /// The documents that can be read, by key.
  ///
  /// @param published record value by record key, all of them
  /// @throws io.tocsin.platform.registry.RegistryAwayException where a new one cannot be decoded
  /// because the registry is away
  synchronized Map<String, T> of(Map<String, byte[]> published) {
    shelf.keySet().retainAll(published.keySet());
    var documents = new TreeMap<String, T>();
    published.forEach((key, bytes) -> one(key, bytes).ifPresent(d -> documents.put(key, d)));
    return documents;
  }

  /// One document; empty where it cannot be read.
  ///
  /// @throws io.tocsin.platform.registry.RegistryAwayException where it cannot be decoded because
  /// the registry is away
  synchronized Optional<T> one(String key, byte[] bytes) {
    Shelved<T> known = shelf.get(key);
    if (known == null || !Arrays.equals(known.bytes, bytes)) {
      known = new Shelved<>(bytes, read(key, bytes));
      shelf.put(key, known);
    }
    return known.document;
  }

  private Optional<T> read(String key, byte[] bytes) {
    switch (reader.read(topic, bytes)) {
      case Reading.Value<T>(T document) when belongs.test(key, document) -> {
        return Optional.of(document);
      }
      case Reading.Value<T> _ ->
          LOG.error("topic={} key={} is left out: the document names another key", topic, key);
      case Reading.Nothing<T> _ ->
          LOG.error("topic={} key={} is left out: it has no value", topic, key);
      case Reading.Unreadable<T>(String reason) ->
          LOG.error("topic={} key={} is left out: {}", topic, key, reason);
    }
    return Optional.empty();
  }
}
