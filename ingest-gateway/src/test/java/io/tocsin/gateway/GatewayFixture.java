package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.RawEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A gateway of the tests' own, with what a sender and a reader of its topics need.
final class GatewayFixture implements AutoCloseable {
  static final String SECRET = "correct horse battery staple";
  static final String SECRET_HEADER = "X-Site-Secret";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final App app;
  private final String kafka;
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayFixture(App app, String kafka) {
    this.app = app;
    this.kafka = kafka;
  }

  /// Starts a gateway on a broker and the shared registry; returns when it is ready.
  static GatewayFixture start(String kafka, Map<String, Object> settings) {
    var fixture = startUnready(kafka, TestStack.registry().url(), settings);
    await().atMost(Duration.ofMinutes(1)).until(() -> fixture.get("/health").statusCode() == 200);
    return fixture;
  }

  /// Starts a gateway and does not wait until it is ready.
  static GatewayFixture startUnready(String kafka, String registry, Map<String, Object> settings) {
    var all = new HashMap<String, Object>();
    all.put("micronaut.server.port", -1);
    all.put("tocsin.kafka.bootstrap-servers", kafka);
    all.put("tocsin.kafka.event-partitions", 3);
    all.put("tocsin.kafka.replication-factor", 1);
    all.put("tocsin.kafka.min-insync-replicas", 1);
    all.put("tocsin.registry.url", registry);
    // Large bodies stay in their records unless a test brings a store.
    all.put("tocsin.objects.kind", "none");
    all.putAll(settings);
    return new GatewayFixture(App.start("ingest-gateway", all), kafka);
  }

  /// Settings of a TrackTik source with a static secret.
  static Map<String, Object> trackTik(String name) {
    String source = "tocsin.gateway.sources." + name;
    return new HashMap<>(
        Map.of(
            source + ".vendor", "tracktik",
            source + ".auth.scheme", "static-header",
            source + ".auth.header", SECRET_HEADER,
            source + ".auth.secrets[0].id", "spring",
            source + ".auth.secrets[0].value", SECRET));
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(app.url() + path)).build());
  }

  /// Posts a body as JSON with the right static secret.
  HttpResponse<String> post(String source, String body) {
    return post(
        source,
        BodyPublishers.ofString(body),
        "Content-Type",
        "application/json",
        SECRET_HEADER,
        SECRET);
  }

  /// Posts a body with headers and nothing else.
  HttpResponse<String> post(String source, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(app.url() + "/webhooks/" + source)).POST(body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The object store of a gateway that was started with one.
  MemoryStore store() {
    return app.context().getBean(MemoryStore.class);
  }

  String url() {
    return app.url();
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(response.body(), e);
    }
  }

  static String receipt(HttpResponse<String> response) {
    return json(response).path("receipt").asText();
  }

  /// The record of a receipt, from the topic.
  ConsumerRecord<String, RawEvent> record(String topic, String receipt) {
    var found = new AtomicReference<ConsumerRecord<String, RawEvent>>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              records(topic).stream()
                  .filter(r -> r.value().getReceipt().equals(receipt))
                  .forEach(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  /// Everything that is in a topic now.
  List<ConsumerRecord<String, RawEvent>> records(String topic) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    var records = new ArrayList<ConsumerRecord<String, RawEvent>>();
    var values = new AvroSerdes(TestStack.registry().url()).deserializer(RawEvent.class);
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
              });
    }
    return records;
  }

  static byte[] body(RawEvent event) {
    byte[] bytes = new byte[event.getBody().remaining()];
    event.getBody().duplicate().get(bytes);
    return bytes;
  }

  static String text(RawEvent event) {
    return new String(body(event), UTF_8);
  }

  @Override
  public void close() {
    http.close();
    app.close();
  }
}
