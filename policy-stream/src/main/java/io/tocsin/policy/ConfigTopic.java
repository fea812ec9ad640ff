package io.tocsin.policy;

import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// A topic of configuration that is written here and nowhere else.
///
/// Whoever writes it takes its transactional id first, so an earlier writer that has not finished
/// can no longer finish; then looks at what is there; then writes all of its change or nothing.
///
/// @param <T> type of its values
final class ConfigTopic<T extends SpecificRecord> {
  private static final int WITHIN_MS = 30_000;

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final String topic;
  private final Class<T> type;
  private final String transactionalId;

  /// @param transactionalId the same for everybody who writes the topic
  ConfigTopic(
      KafkaSettings kafka,
      RegistrySettings registry,
      String topic,
      Class<T> type,
      String transactionalId) {
    this.kafka = kafka;
    this.registry = registry;
    this.topic = topic;
    this.type = type;
    this.transactionalId = transactionalId;
  }

  /// What a topic holds.
  ///
  /// @param values by key
  /// @param unreadable keys of values that cannot be read
  record Contents<T>(Map<String, T> values, Set<String> unreadable) {}

  /// What is to be written.
  ///
  /// @param key record key
  /// @param value its value; empty = the key is deleted
  /// @param headers of the record, as text
  record Entry<T>(String key, Optional<T> value, Map<String, String> headers) {
    static <T> Entry<T> of(String key, T value) {
      return new Entry<>(key, Optional.of(value), Map.of());
    }
  }

  /// What came of looking at what is there.
  ///
  /// @param entries what is to be written, in one transaction
  /// @param outcome what to tell whoever asked
  record Change<T, R>(List<Entry<T>> entries, R outcome) {
    static <T, R> Change<T, R> nothing(R outcome) {
      return new Change<>(List.of(), outcome);
    }
  }

  /// The values as bytes, by key.
  ///
  /// @throws KafkaException where Kafka cannot be asked
  Map<String, byte[]> bytes() {
    return CompactedTopic.read(kafka, topic, new ByteArrayDeserializer());
  }

  /// What is there.
  ///
  /// @throws KafkaException where Kafka cannot be asked
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  Contents<T> contents() {
    return read(kafka, registry, topic, type);
  }

  /// What a topic holds.
  ///
  /// @throws KafkaException where Kafka cannot be asked
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  static <T extends SpecificRecord> Contents<T> read(
      KafkaSettings kafka, RegistrySettings registry, String topic, Class<T> type) {
    var values = new HashMap<String, T>();
    var unreadable = new HashSet<String>();
    try (var reader = RecordReader.of(registry, type)) {
      CompactedTopic.read(kafka, topic, new ByteArrayDeserializer())
          .forEach(
              (key, bytes) -> {
                switch (reader.read(topic, bytes)) {
                  case Reading.Value<T>(T value) -> values.put(key, value);
                  case Reading.Nothing<T> _, Reading.Unreadable<T> _ -> unreadable.add(key);
                }
              });
    }
    return new Contents<>(values, unreadable);
  }

  /// Makes sure that the topic exists.
  void provision() {
    new Provisioner(kafka, registry).provision(List.of());
  }

  /// Changes the topic.
  ///
  /// @param judge looks at what is there while nobody else can write, and says what to write
  /// @throws KafkaException where Kafka does not take it, or another writer came later
  <R> R change(Function<ConfigTopic<T>, Change<T, R>> judge) {
    provision();
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WITHIN_MS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
    Serializer<@Nullable T> values = registry.serdes().serializer();
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), values)) {
      producer.initTransactions();
      Change<T, R> change = judge.apply(this);
      if (!change.entries().isEmpty()) {
        producer.beginTransaction();
        for (Entry<T> entry : change.entries()) {
          // A send that fails makes the commit fail.
          var _ = producer.send(record(entry));
        }
        producer.commitTransaction();
      }
      return change.outcome();
    } catch (KafkaException e) {
      throw wasPutOff(e) ? putOff(e) : e;
    }
  }

  private ProducerRecord<String, @Nullable T> record(Entry<T> entry) {
    var written =
        new ProducerRecord<String, @Nullable T>(topic, entry.key(), entry.value().orElse(null));
    entry
        .headers()
        .forEach(
            (name, text) -> written.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return written;
  }

  private static boolean wasPutOff(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private KafkaException putOff(KafkaException failure) {
    var putOff =
        new KafkaException(
            "somebody else was writing to %s at the same moment; look at what stands and try again"
                .formatted(topic));
    // Not as its cause: the innermost sentence is the one that is shown.
    putOff.addSuppressed(failure);
    return putOff;
  }
}
