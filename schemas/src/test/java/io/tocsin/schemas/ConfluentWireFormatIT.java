package io.tocsin.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.TestStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Confluent's own serializer and deserializer read and write the canonical topic on a real broker
/// and registry.
final class ConfluentWireFormatIT {
  private static final Map<String, String> CONFLUENT =
      Map.of(
          "schema.registry.url",
          TestStack.registry().url() + "/apis/ccompat/v7",
          "auto.register.schemas",
          "true");

  @BeforeAll
  static void createTopic() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(Topics.CANONICAL, 1, (short) 1))).all().get();
    }
  }

  @Test
  void confluentReadsWhatWeWriteAndWeReadWhatConfluentWrites() throws Exception {
    CanonicalEvent event = Samples.canonicalEvent();
    var serdes = new AvroSerdes(TestStack.registry().url());
    var confluentReader = new KafkaAvroDeserializer();
    confluentReader.configure(CONFLUENT, false);

    Serializer<CanonicalEvent> ourWriter = serdes.serializer();
    long ours = send(ourWriter, event);
    var seenByConfluent =
        (GenericRecord) confluentReader.deserialize(Topics.CANONICAL, read(ours).value());

    assertThat(seenByConfluent.get("eventKey")).hasToString("tracktik:reports/9001");
    assertThat(seenByConfluent.get("type")).hasToString("alarm_dispatch");
    assertThat(seenByConfluent.get("occurredAt")).isEqualTo(event.getOccurredAt().toEpochMilli());

    var confluentWriter = new KafkaAvroSerializer();
    confluentWriter.configure(CONFLUENT, false);
    long theirs = send((topic, value) -> confluentWriter.serialize(topic, value), seenByConfluent);
    Deserializer<CanonicalEvent> ourReader = serdes.deserializer(CanonicalEvent.class);

    assertThat(ourReader.deserialize(Topics.CANONICAL, read(theirs).value())).isEqualTo(event);
  }

  @Test
  void bytesAreMagicZeroAndARegisteredIdUnderTheTopicsSubject() throws Exception {
    Serializer<CanonicalEvent> writer = new AvroSerdes(TestStack.registry().url()).serializer();

    byte[] bytes = writer.serialize(Topics.CANONICAL, Samples.canonicalEvent());

    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    assertThat(buffer.get()).isZero();
    String versions = get("/subjects/events.canonical-value/versions/latest");
    assertThat(versions).contains("\"id\":" + buffer.getInt());
  }

  @Test
  void theSerializerIsWhateverClassTheConfigurationNames() {
    var serdes =
        new AvroSerdes(
            TestStack.registry().url(),
            ConfluentForOurRecords.class.getName(),
            AvroSerdes.DEFAULT_DESERIALIZER,
            Map.of());
    Serializer<CanonicalEvent> named = serdes.serializer();

    byte[] bytes = named.serialize(Topics.CANONICAL, Samples.canonicalEvent());

    assertThat(ConfluentForOurRecords.used).isTrue();
    assertThat(serdes.deserializer(CanonicalEvent.class).deserialize(Topics.CANONICAL, bytes))
        .isEqualTo(Samples.canonicalEvent());
  }

  /// Stands for `io.confluent.kafka.serializers.KafkaAvroSerializer`, whose relocated copy wants
  /// relocated records.
  public static final class ConfluentForOurRecords implements Serializer<Object> {
    static volatile boolean used;
    private final KafkaAvroSerializer confluent = new KafkaAvroSerializer();

    @Override
    public void configure(Map<String, ?> config, boolean isKey) {
      confluent.configure(config, isKey);
    }

    @Override
    public byte[] serialize(String topic, Object value) {
      used = true;
      try {
        var schema = new Schema.Parser().parse(((CanonicalEvent) value).getSchema().toString());
        var reader =
            new org.apache.pulsar.kafka.shade.avro.generic.GenericDatumReader<GenericRecord>(
                schema);
        byte[] avro = CanonicalEvent.getEncoder().encode((CanonicalEvent) value).array();
        // Single-object encoding: ten bytes of header stand before the Avro binary.
        var decoder =
            org.apache.pulsar.kafka.shade.avro.io.DecoderFactory.get()
                .binaryDecoder(avro, 10, avro.length - 10, null);
        return confluent.serialize(topic, reader.read(null, decoder));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static <T> long send(Serializer<T> serializer, T value) throws Exception {
    try (var producer =
        new KafkaProducer<String, T>(
            Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers()),
            new StringSerializer(),
            serializer)) {
      return producer
          .send(new ProducerRecord<>(Topics.CANONICAL, "northgate-mall", value))
          .get()
          .offset();
    }
  }

  private static ConsumerRecord<String, byte[]> read(long offset) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(Topics.CANONICAL, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      return consumer.poll(Duration.ofSeconds(20)).iterator().next();
    }
  }

  private static String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create(TestStack.registry().url() + "/apis/ccompat/v7" + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
