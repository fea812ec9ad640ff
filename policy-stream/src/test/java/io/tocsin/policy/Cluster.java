package io.tocsin.policy;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A broker and the shared registry, from a test's side.
///
/// @param kafka the broker
/// @param registry the registry
record Cluster(KafkaSettings kafka, RegistrySettings registry) {
  Cluster(String bootstrapServers) {
    this(Stacks.kafka(bootstrapServers), Stacks.registry());
  }

  /// Settings of the app on this cluster.
  Map<String, Object> settings(Path stateDir) {
    var settings = new HashMap<String, Object>();
    settings.put("micronaut.server.port", -1);
    settings.put("tocsin.kafka.bootstrap-servers", kafka.bootstrapServers());
    settings.put("tocsin.kafka.event-partitions", kafka.eventPartitions());
    settings.put("tocsin.kafka.replication-factor", 1);
    settings.put("tocsin.kafka.min-insync-replicas", 1);
    settings.put("tocsin.registry.url", registry.url());
    settings.put("tocsin.policy.state-dir", stateDir.toString());
    return settings;
  }

  /// Writes a record and returns when the broker has it.
  void write(String topic, String key, SpecificRecord value) throws Exception {
    try (Serializer<SpecificRecord> serializer = registry.serdes().serializer()) {
      write(topic, key, serializer.serialize(topic, value));
    }
  }

  /// Writes bytes as they are.
  void write(String topic, String key, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            kafka.clientConfig(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /// Every decision that was committed.
  List<Decision> decisions() {
    try (Deserializer<Decision> deserializer = registry.serdes().deserializer(Decision.class)) {
      return committed(Topics.DECISIONS).stream()
          .map(r -> deserializer.deserialize(Topics.DECISIONS, r.headers(), r.value()))
          .toList();
    }
  }

  /// Everything committed in a topic.
  List<ConsumerRecord<String, byte[]>> committed(String topic) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("isolation.level", "read_committed");
    var records = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
