package io.tocsin.sinks;

import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/// What the integration tests of the sinks stand on: the shared broker and registry, a database of
/// their own, a producer, a look into topics.
public final class Bench implements AutoCloseable {
  /// Partitions of every topic of the shared broker.
  public static final int PARTITIONS = 3;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerdes serdes = new AvroSerdes(TestStack.registry().url());
  private final Map<String, Long> marks = new HashMap<>();

  /// A bench on the shared broker.
  public Bench() {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /// An empty database of its own on the shared server.
  public static Rows freshDatabase(String name) {
    EmbeddedDatabase server = TestStack.database();
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists \"%s\" with (force)".formatted(name));
      statement.execute("create database \"%s\"".formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Rows(server.jdbcUrl(name), server.user(), server.password());
  }

  /// The settings of the app for this bench.
  public static Map<String, Object> settings(Rows database) {
    var settings = new HashMap<String, Object>();
    settings.put("micronaut.server.port", -1);
    settings.put("tocsin.kafka.bootstrap-servers", TestStack.kafka().bootstrapServers());
    settings.put("tocsin.kafka.event-partitions", PARTITIONS);
    settings.put("tocsin.kafka.replication-factor", 1);
    settings.put("tocsin.kafka.min-insync-replicas", 1);
    settings.put("tocsin.registry.url", TestStack.registry().url());
    settings.put("tocsin.sinks.postgres.url", database.url());
    settings.put("tocsin.sinks.postgres.user", database.user());
    settings.put("tocsin.sinks.postgres.password", database.password());
    settings.put("tocsin.sinks.retry-delays", "1s,1s,1s,1s,1s");
    settings.put("tocsin.sinks.outage-pause-longest", "1s");
    return settings;
  }

  /// Starts the sinks.
  public static App start(Map<String, Object> settings) {
    return App.start(SinksApp.NAME, settings);
  }

  /// The bytes of a record as the pipeline writes them.
  public byte[] bytes(String topic, SpecificRecord value) {
    try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
      return serializer.serialize(topic, value);
    }
  }

  /// Writes a record and waits until it is there.
  public void send(String topic, String key, SpecificRecord value) {
    sendBytes(topic, key, bytes(topic, value));
  }

  /// Writes records in order and waits until all are there.
  public void sendAll(String topic, String key, List<? extends SpecificRecord> values) {
    try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
      for (SpecificRecord value : values) {
        producer.send(new ProducerRecord<>(topic, utf8(key), serializer.serialize(topic, value)));
      }
    }
    producer.flush();
  }

  /// Writes bytes and waits until they are there.
  public void sendBytes(String topic, String key, byte[] value) {
    var record = new ProducerRecord<>(topic, utf8(key), value);
    record.headers().add("traceparent", utf8("00-abc-def-01"));
    send(record);
  }

  /// Writes a record and waits until it is there.
  public void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Writes a record in a transaction that is then aborted.
  public void sendAndAbort(String topic, String key, SpecificRecord value) {
    try (var transactional =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                TestStack.kafka().bootstrapServers(),
                "transactional.id",
                "aborts-" + key),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      transactional.send(new ProducerRecord<>(topic, utf8(key), bytes(topic, value)));
      transactional.flush();
      transactional.abortTransaction();
    }
  }

  /// Makes the topics of the pipeline on the shared broker.
  public static void provision() {
    new Provisioner(
            new KafkaSettings(
                TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of()),
            new RegistrySettings(
                TestStack.registry().url(),
                AvroSerdes.DEFAULT_SERIALIZER,
                AvroSerdes.DEFAULT_DESERIALIZER,
                Map.of()))
        .provision(List.of(), Topics.SINKS);
  }

  /// From now on [#since] of this topic begins here.
  public void mark(String topic) {
    try (var consumer = consumer()) {
      consumer
          .endOffsets(partitions(topic))
          .forEach((partition, end) -> marks.put(partition.toString(), end));
    }
  }

  /// All records of a topic since the last [#mark].
  public List<ConsumerRecord<byte[], byte[]>> since(String topic) {
    try (var consumer = consumer()) {
      List<TopicPartition> partitions = partitions(topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      partitions.forEach(p -> consumer.seek(p, marks.getOrDefault(p.toString(), 0L)));
      var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found;
    }
  }

  private static List<TopicPartition> partitions(String topic) {
    var partitions = new ArrayList<TopicPartition>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            TestStack.kafka().bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
