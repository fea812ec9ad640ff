package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.App;
import io.tocsin.platform.Provisioner;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The normalizer killed between its store and its output, several times in one log: nothing is
/// lost, nothing is there twice.
final class NormalizerKillIT {
  private static final Duration WITHIN = Duration.ofSeconds(120);
  private static final long SEED = 20261121;
  private static final int RECORDS = 400;
  private static final int EVENTS = 150;

  /// The canonical events, counted from each start, on which the process dies: at the very first,
  /// in the first transaction, later, and soon after a restart again.
  private static final int[] DIES_AT = {1, 12, 45, 3, 30};

  @TempDir Path directory;

  private EmbeddedKafka kafka;
  private Cluster cluster;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    cluster = new Cluster(kafka.bootstrapServers(), TestStack.registry().url());
    new Provisioner(cluster.kafka(), cluster.registry()).provision(List.of("tracktik"));
    new ConfigPublisher(cluster.kafka(), cluster.registry()).publish(Cluster.sampleConfig());
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void killedBetweenStoreAndOutputNothingIsLostOrDoubled() throws Exception {
    List<RawEvent> load = load();
    cluster.write(load);

    for (int k : DIES_AT) {
      assertThat(runUntilKilled(k))
          .as("exit status of the run that dies at event %d", k)
          .isEqualTo(HaltingSerializer.KILLED);
    }
    int beforeTheLastRun = cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class).size();
    // Otherwise every run would have begun at the beginning, or none would have been left to do.
    assertThat(beforeTheLastRun).isBetween(1, RECORDS - 1);
    try (App app = App.start("normalizer-stream", settings())) {
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () ->
                  assertThat(cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class))
                      .hasSizeGreaterThanOrEqualTo(RECORDS));
      assertThat(app.url()).isNotBlank();
    }

    Map<Position, DeliveryOutcome> deliveries =
        cluster.committed(Topics.DELIVERIES, DeliveryOutcome.class).stream()
            .map(ConsumerRecord::value)
            .collect(Collectors.toMap(DeliveryOutcome::getRaw, d -> d));
    Map<String, String> expected = model(load);
    assertThat(deliveries).as("one delivery for each raw record").hasSize(RECORDS);
    assertThat(
            deliveries.values().stream()
                .collect(
                    Collectors.toMap(
                        DeliveryOutcome::getReceipt, d -> d.getOutcome() + "/" + d.getRevision())))
        .isEqualTo(expected);
    List<String> events =
        cluster.committed(Topics.CANONICAL, CanonicalEvent.class).stream()
            .map(e -> e.value().getEventKey() + "#" + e.value().getRevision())
            .toList();
    assertThat(events)
        .doesNotHaveDuplicates()
        .hasSize(count(expected, Outcome.NEW) + count(expected, Outcome.REVISION));
    assertThat(events.stream().filter(e -> e.endsWith("#1")))
        .as("one NEW for each event")
        .hasSize(count(expected, Outcome.NEW));
    assertThat(cluster.committed(Topics.DLQ_NORMALIZER))
        .hasSize(count(expected, Outcome.DEAD_LETTERED));
    // Nothing but the site changes in this load: every revision is a move.
    assertThat(
            cluster.committed(Topics.MOVED, EventMoved.class).stream()
                .map(m -> m.value().getEventKey() + "#" + m.value().getRevision()))
        .as("one move for each revision")
        .containsExactlyInAnyOrderElementsOf(
            events.stream().filter(e -> !e.endsWith("#1")).toList());
  }

  private int runUntilKilled(int k) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-D" + HaltingSerializer.AT + "=" + k);
    settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NormalizerApp.class.getName());
    Path log = directory.resolve("run-" + k + ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("TOCSIN_SERIALIZER", HaltingSerializer.class.getName());
    Process process = builder.start();
    if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("not killed at event " + k + ":\n" + Files.readString(log));
    }
    if (process.exitValue() != HaltingSerializer.KILLED) {
      throw new AssertionError("ended by itself:\n" + Files.readString(log));
    }
    return process.exitValue();
  }

  private Map<String, Object> settings() {
    var settings = new HashMap<>(cluster.settings(directory.resolve("state")));
    // Small transactions, several for each run, and each of some records.
    settings.put("tocsin.normalizer.streams.commit.interval.ms", 10);
    settings.put("tocsin.normalizer.streams.main.consumer.max.poll.records", 10);
    // What a run put out before it died has left the process: without transactions it would be
    // there twice.
    settings.put("tocsin.normalizer.streams.producer.linger.ms", 0);
    // A static member: the next run takes its place at once instead of waiting for its session to
    // end.
    settings.put("tocsin.normalizer.streams.main.consumer.group.instance.id", "one");
    return settings;
  }

  private static List<RawEvent> load() {
    var random = new Random(SEED);
    var load = new ArrayList<RawEvent>();
    for (int i = 0; i < RECORDS; i++) {
      String id = "reports/" + random.nextInt(EVENTS);
      RawEvent.Builder raw = Raws.trackTik(id, "receipt-" + i);
      switch (random.nextInt(10)) {
        case 0 -> raw.setBody(Raws.bytes("unreadable"));
        case 1, 2 -> raw.setSiteRef("other");
        default -> raw.setSiteRef("50");
      }
      load.add(raw.build());
    }
    return load;
  }

  /// Outcome by receipt. Deliveries of one event stand in one partition in the order in which they
  /// were sent.
  private static Map<String, String> model(List<RawEvent> load) {
    Map<String, List<String>> contents = new HashMap<>();
    Map<String, String> outcomes = new HashMap<>();
    for (RawEvent raw : load) {
      if (raw.getBody().equals(Raws.bytes("unreadable"))) {
        outcomes.put(raw.getReceipt(), Outcome.DEAD_LETTERED + "/null");
        continue;
      }
      List<String> known =
          contents.computeIfAbsent(raw.getSourceEventId(), id -> new ArrayList<>());
      Outcome outcome = Outcome.DUPLICATE;
      if (known.isEmpty() || !known.getLast().equals(raw.getSiteRef())) {
        outcome = known.isEmpty() ? Outcome.NEW : Outcome.REVISION;
        known.add(raw.getSiteRef());
      }
      outcomes.put(raw.getReceipt(), outcome + "/" + known.size());
    }
    return outcomes;
  }

  private static int count(Map<String, String> outcomes, Outcome outcome) {
    return (int) outcomes.values().stream().filter(o -> o.startsWith(outcome.name())).count();
  }
}
