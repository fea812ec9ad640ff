package io.tocsin.normalizer;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A broker and a registry, from a test's side.
///
/// @param bootstrapServers the broker
/// @param registryUrl the registry
record Cluster(String bootstrapServers, String registryUrl) {
  static final int PARTITIONS = 3;

  KafkaSettings kafka() {
    return new KafkaSettings(bootstrapServers, true, PARTITIONS, 1, 1, Map.of());
  }

  RegistrySettings registry() {
    return new RegistrySettings(
        registryUrl, AvroSerdes.DEFAULT_SERIALIZER, AvroSerdes.DEFAULT_DESERIALIZER, Map.of());
  }

  /// Settings of the app on this cluster.
  Map<String, Object> settings(Path stateDir) {
    var settings = new HashMap<String, Object>();
    settings.put("tocsin.kafka.bootstrap-servers", bootstrapServers);
    settings.put("tocsin.kafka.event-partitions", PARTITIONS);
    settings.put("tocsin.kafka.replication-factor", 1);
    settings.put("tocsin.kafka.min-insync-replicas", 1);
    settings.put("tocsin.registry.url", registryUrl);
    settings.put("tocsin.normalizer.state-dir", stateDir.toString());
    settings.put("tocsin.objects.directory", stateDir.resolve("objects").toString());
    settings.put("micronaut.server.port", -1);
    return settings;
  }

  /// The folder of sample configuration.
  static Path sampleConfig() {
    try {
      return Path.of(Cluster.class.getResource("/publish/sites.yml").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Writes raw records as the gateway does, in their order.
  void write(List<RawEvent> raws) {
    try (var producer =
        new KafkaProducer<>(
            kafka().clientConfig(),
            new StringSerializer(),
            registry().serdes().<RawEvent>serializer())) {
      for (RawEvent raw : raws) {
        var message =
            new ProducerRecord<>(
                raw.getTopic(), raw.getSource() + ":" + raw.getSourceEventId(), raw);
        message
            .headers()
            .add(DeadLetterHeaders.RECEIPT, raw.getReceipt().getBytes(StandardCharsets.UTF_8));
        producer.send(message);
      }
      producer.flush();
    }
  }

  /// Writes one raw record as if it had been written at a time.
  void write(RawEvent raw, Instant timestamp) {
    send(
        new ProducerRecord<>(
            raw.getTopic(),
            null,
            timestamp.toEpochMilli(),
            (raw.getSource() + ":" + raw.getSourceEventId()).getBytes(StandardCharsets.UTF_8),
            registry().serdes().<RawEvent>serializer().serialize(raw.getTopic(), raw)));
  }

  /// Writes a record of any size as it is, and returns when the broker has it.
  void send(ProducerRecord<byte[], byte[]> message) {
    Map<String, Object> config = kafka().clientConfig();
    config.put("max.request.size", 2 * Topics.MAX_RECORD_BYTES);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(message).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Writes bytes as they are.
  void writeBytes(String topic, String key, byte[] value) {
    try (var producer =
        new KafkaProducer<>(
            kafka().clientConfig(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value));
      producer.flush();
    }
  }

  /// Replays a raw record.
  void replay(String replayId, ConsumerRecord<byte[], byte[]> raw) {
    send(
        new ProducerRecord<>(
            Topics.REPLAY,
            raw.partition(),
            raw.key(),
            raw.value(),
            Replayed.headers(replayId, raw)));
  }

  /// Everything committed on a topic.
  <T extends SpecificRecord> List<ConsumerRecord<String, T>> committed(
      String topic, Class<T> type) {
    return committed(topic, registry().serdes().deserializer(type));
  }

  /// Everything committed on a topic, values as bytes.
  List<ConsumerRecord<String, byte[]>> committed(String topic) {
    return committed(topic, new ByteArrayDeserializer());
  }

  /// Everything committed on a topic, as bytes.
  List<ConsumerRecord<byte[], byte[]>> committedBytes(String topic) {
    return committed(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private <T> List<ConsumerRecord<String, T>> committed(String topic, Deserializer<T> values) {
    return committed(topic, new StringDeserializer(), values);
  }

  private <K, T> List<ConsumerRecord<K, T>> committed(
      String topic, Deserializer<K> keys, Deserializer<T> values) {
    Map<String, Object> config = kafka().clientConfig();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    var found = new ArrayList<ConsumerRecord<K, T>>();
    try (var consumer = new KafkaConsumer<>(config, keys, values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // For a read_committed consumer the end is the last stable offset.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }
}
