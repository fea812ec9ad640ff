package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Topics;
import io.tocsin.standalone.CorpusCase.RawFile;
import io.tocsin.standalone.Layout.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Delivers every case of the corpus over HTTP to a whole installation, and compares what is on the
/// topics afterwards with what a person wrote down.
final class CorpusIT {
  private static final Path CORPUS = Path.of("../corpus").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final List<CorpusCase> CASES = CorpusCase.all(CORPUS);
  private static final Map<String, List<Delivered>> DELIVERED = new HashMap<>();
  private static final Map<String, DeliveryOutcome> OUTCOMES = new HashMap<>();
  private static final List<CanonicalEvent> EVENTS = new ArrayList<>();

  @TempDir static Path data;

  private static Stack stack;

  /// One file and what the gateway said.
  private record Delivered(RawFile file, int status, List<String> receipts) {}

  @BeforeAll
  static void deliverEverything() throws Exception {
    stack = Stack.start(layout(), false, new Progress(new PrintWriter(new StringWriter())));
    try (var http = HttpClient.newHttpClient()) {
      for (CorpusCase one : CASES) {
        var delivered = new ArrayList<Delivered>();
        for (RawFile file : one.files()) {
          delivered.add(send(http, file));
        }
        DELIVERED.put(one.name(), delivered);
      }
    }
    awaitOutcomes();
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCaseIsWhatItsPageSays() {
    assertThat(CASES).hasSizeGreaterThan(20);
    return CASES.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> compare(one)));
  }

  private static void compare(CorpusCase one) {
    Map<String, Object> actual = actual(one);
    var expected = new LinkedHashMap<>(one.expected());
    expected.remove("about");

    List<String> differences = CorpusDifference.between(expected, actual);

    assertThat(differences)
        .as(
            "corpus/%s/expected.yml. What came out, in its form:%n%s",
            one.name(), CorpusText.yaml(actual))
        .isEmpty();
  }

  private static Map<String, Object> actual(CorpusCase one) {
    var receipts = new ArrayList<String>();
    var deliveries = new ArrayList<Map<String, Object>>();
    for (Delivered delivered : DELIVERED.get(one.name())) {
      var text = new LinkedHashMap<String, Object>();
      text.put("file", delivered.file().file());
      if (delivered.status() != 202) {
        text.put("answer", delivered.status());
      }
      List<String> outcomes =
          delivered.receipts().stream()
              .map(receipt -> CorpusText.outcome(OUTCOMES.get(receipt)))
              .toList();
      switch (outcomes.size()) {
        case 0 -> {
          // Nothing was taken, so nothing came of it.
        }
        case 1 -> text.put("becomes", outcomes.getFirst());
        default -> text.put("becomes", outcomes);
      }
      deliveries.add(text);
      receipts.addAll(delivered.receipts());
    }
    List<Map<String, Object>> events =
        EVENTS.stream()
            .filter(event -> receipts.contains(event.getReceipt()))
            .sorted(
                Comparator.<CanonicalEvent>comparingInt(
                        event -> receipts.indexOf(event.getReceipt()))
                    .thenComparing(CanonicalEvent::getRevision))
            .map(CorpusText::event)
            .toList();
    var actual = new LinkedHashMap<String, Object>();
    actual.put("deliveries", deliveries);
    if (!events.isEmpty()) {
      actual.put("events", events);
    }
    return actual;
  }

  /// Sends a file as a platform does: again, while the gateway says that it is busy.
  private static Delivered send(HttpClient http, RawFile file) {
    var request =
        HttpRequest.newBuilder(
                URI.create(stack.address(Part.GATEWAY) + "/webhooks/" + file.source()))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", file.mediaType())
            .header("Corpus-Sender", "everybody-may-read-this-one")
            .POST(HttpRequest.BodyPublishers.ofByteArray(file.body()))
            .build();
    HttpResponse<String> answer =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> http.send(request, HttpResponse.BodyHandlers.ofString()),
                got -> got.statusCode() != 503 && got.statusCode() != 429);
    return new Delivered(file, answer.statusCode(), receipts(answer.body()));
  }

  private static List<String> receipts(String body) {
    try {
      return new ObjectMapper().readTree(body).findValuesAsText("receipt");
    } catch (IOException e) {
      throw new UncheckedIOException("an answer is JSON or empty", e);
    }
  }

  /// Reads both topics until every receipt has its outcome. An event is committed together with the
  /// outcome that names it, so then all events are there too.
  private static void awaitOutcomes() {
    List<String> receipts =
        DELIVERED.values().stream()
            .flatMap(List::stream)
            .flatMap(delivered -> delivered.receipts().stream())
            .toList();
    try (var consumer = consumer()) {
      List<TopicPartition> partitions =
          Stream.of(Topics.DELIVERIES, Topics.CANONICAL)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                poll(consumer);
                assertThat(OUTCOMES.keySet()).containsAll(receipts);
              });
      for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(partitions).entrySet()) {
        while (consumer.position(end.getKey()) < end.getValue()) {
          poll(consumer);
        }
      }
    }
  }

  private static void poll(KafkaConsumer<String, SpecificRecord> consumer) {
    consumer
        .poll(Duration.ofMillis(200))
        .forEach(
            read -> {
              switch (read.value()) {
                case DeliveryOutcome outcome -> OUTCOMES.put(outcome.getReceipt(), outcome);
                case CanonicalEvent event -> EVENTS.add(event);
                default -> throw new IllegalStateException("on " + read.topic());
              }
            });
  }

  private static KafkaConsumer<String, SpecificRecord> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.address(Part.KAFKA),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
        new StringDeserializer(),
        new AvroSerdes(stack.address(Part.REGISTRY)).deserializer(SpecificRecord.class));
  }

  private static Layout layout() {
    return CommandLine.populateCommand(
        new Layout(),
        "--data",
        data.toString(),
        "--config",
        CORPUS.resolve("config").toString(),
        "--port-base",
        "0");
  }
}
