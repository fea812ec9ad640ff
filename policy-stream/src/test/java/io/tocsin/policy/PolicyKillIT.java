package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.Parent;
import io.tocsin.policy.decision.DecisionHash;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.Comparison;
import io.tocsin.policy.site.RandomHistory;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.World;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The policy stream in processes of its own, killed while it works and joined by a second one,
/// under events, moves, test windows, rulings and a second rulebook. In the end each decision
/// follows from the one before, and what stands is what the oracle makes of everything.
///
/// The seed is printed; `-Dtocsin.seed=` says the same things again.
final class PolicyKillIT {
  private static final Duration WITHIN = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CHANGES = 240;
  private static final int KILLS = 2;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS) // The processes' words, should one fail.
  private Path directory;

  private final Map<String, Process> processes = new HashMap<>();
  private final World world = new World();
  private EmbeddedKafka broker;
  private Cluster cluster;
  private KafkaProducer<String, byte[]> producer;

  /// What the processes run.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      Parent.endWith();
      PolicyApp.main(arguments);
    }
  }

  @BeforeEach
  void startBroker() {
    broker = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    cluster = new Cluster(broker.bootstrapServers());
  }

  @AfterEach
  void stop() {
    processes.values().forEach(Process::destroyForcibly);
    if (producer != null) {
      producer.close();
    }
    broker.close();
  }

  @Test
  void whatStandsIsWhatTheOracleSays() throws Exception {
    long seed = Optional.ofNullable(Long.getLong("tocsin.seed")).orElseGet(System::nanoTime);
    System.out.printf("PolicyKillIT: -Dtocsin.seed=%d%n", seed);
    var random = new Random(seed);
    var history = new RandomHistory(random);
    publish(1, "85.00");
    producer =
        new KafkaProducer<>(
            cluster.kafka().clientConfig(), new StringSerializer(), new ByteArraySerializer());
    start("one");
    for (int phase = 0; phase <= KILLS; phase++) {
      for (int i = 0; i < CHANGES / (KILLS + 1); i++) {
        say(history.next());
      }
      if (phase == 0) {
        publish(2, "90.00");
      }
      if (phase < KILLS) {
        int before = cluster.decisions().size();
        await().atMost(WITHIN).pollInterval(POLL).until(() -> cluster.decisions().size() > before);
        kill("one");
        start("one");
      }
      if (phase == KILLS - 1) {
        start("two");
      }
    }

    var faults = new ArrayList<String>();
    await()
        .atMost(WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              processes.forEach(
                  (name, process) -> assertThat(process.isAlive()).as("process %s", name).isTrue());
              faults.clear();
              faults.addAll(
                  Comparison.faults(
                      standing(), world, SiteDecider.MOST_MEMBERS, new Random(seed), false));
              return faults.isEmpty();
            });
    assertThat(faults).isEmpty();
    System.out.printf("said=%d decisions=%d%n", CHANGES, cluster.decisions().size());
  }

  /// The last decision of each event; on the way, that no number is missing, none is there twice,
  /// and none says the same as the one before.
  private Map<String, Decision> standing() {
    var byRevision = new TreeMap<String, TreeMap<Integer, TreeMap<Integer, Decision>>>();
    for (Decision decision : cluster.decisions()) {
      Decision twice =
          byRevision
              .computeIfAbsent(decision.getEventKey(), _ -> new TreeMap<>())
              .computeIfAbsent(decision.getRevision(), _ -> new TreeMap<>())
              .put(decision.getDecisionNumber(), decision);
      assertThat(twice).as("decided twice under one number").isNull();
    }
    var standing = new TreeMap<String, Decision>();
    byRevision.forEach(
        (key, revisions) -> {
          revisions
              .values()
              .forEach(
                  numbers -> {
                    assertThat(numbers.firstKey()).as(key).isEqualTo(1);
                    assertThat(numbers.lastKey()).as(key).isEqualTo(numbers.size());
                    assertThat(numbers.values())
                        .extracting(DecisionHash::of)
                        .as(key)
                        .satisfies(PolicyKillIT::differ);
                  });
          standing.put(key, revisions.lastEntry().getValue().lastEntry().getValue());
        });
    return standing;
  }

  private static void differ(List<? extends String> hashes) {
    for (int i = 1; i < hashes.size(); i++) {
      assertThat(hashes.get(i)).isNotEqualTo(hashes.get(i - 1));
    }
  }

  private void say(World.Change change) {
    switch (change) {
      case World.Change.Happened(CanonicalEvent event) -> {
        CanonicalEvent before = world.events.get(event.getEventKey());
        send(Topics.CANONICAL, event.getSiteKey(), event);
        if (before != null && !before.getSiteKey().equals(event.getSiteKey())) {
          send(
              Topics.MOVED,
              before.getSiteKey(),
              new EventMoved(
                  event.getEventKey(),
                  event.getRevision(),
                  before.getSiteKey(),
                  event.getSiteKey()));
        }
        world.take(change);
      }
      case World.Change.Ruled(String key, Ruling ruling) -> {
        send(Topics.CONFIG_RULINGS, key, ruling);
        world.take(change);
      }
      case World.Change.Tested(TestWindow window) -> {
        send(Topics.CONFIG_TEST_WINDOWS, window.getId(), window);
        world.take(change);
      }
      case World.Change.Published _ -> {
        // The rulebooks of this test are documents.
      }
    }
  }

  private void send(String topic, String key, SpecificRecord value) {
    try (Serializer<SpecificRecord> serializer = cluster.registry().serdes().serializer()) {
      byte[] bytes = value == null ? null : serializer.serialize(topic, value);
      producer.send(new ProducerRecord<>(topic, key, bytes));
    }
  }

  private void publish(int version, String price) throws IOException {
    String yaml =
        """
        version: %d
        effective-from: 2026-01-01
        currency: USD
        contracts:
          - id: N-1
            client: north
            prices:
              ADH: {unit-price: %s, free-per-month: 2, cap-per-month: 20}
            signal-plan: {sku: SIGNAL, unit: signal, types: [alarm, trouble, test_signal], included-per-month: 5, unit-price: 0.02}
          - {id: H-1, client: harbor}
        incidents:
          - {id: response, types: [alarm, alarm_dispatch, patrol_incident], within: 12m, margin: 1m}
        references:
          - [ticket, custom]
        noise:
          - {id: runaway, types: [trouble], per: [source, zone], count: 2, within-gap: 10m, because: It signals again and again.}
        rules:
          - id: late
            when: event.type == "alarm_dispatch" && event.local_hour >= 22
            then: {billable: yes, sku: ADH, quantity: 1, unit: dispatch, unit-price: %s, owner-team: field-ops, routes: [billing, crm]}
        defaults:
          alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: [crm]}
          trouble: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: [crm]}
          test_signal: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: []}
          alarm_dispatch: {billable: yes, sku: RESP, quantity: 1, unit: dispatch, unit-price: 60.00, owner-team: field-ops, routes: [billing, crm]}
          patrol_incident: {billable: yes, sku: ADH, quantity: 1, unit: dispatch, unit-price: %s, owner-team: field-ops, routes: [billing]}
        """
            .formatted(version, price, price, price);
    Path file = Files.writeString(directory.resolve("rulebook-%d.yml".formatted(version)), yaml);
    assertThat(new RulebookPublisher(cluster.kafka(), cluster.registry()).publish(file, "ann"))
        .isEqualTo(new PublishOutcome.Published(version));
    CompiledRulebook compiled = Rulebooks.read(yaml);
    world.take(new World.Change.Published(version, compiled));
  }

  private void start(String name) throws IOException {
    Map<String, Object> settings = cluster.settings(directory.resolve("state-" + name));
    // How long a killed instance keeps its partitions and its open transaction.
    settings.put("tocsin.policy.streams.main.consumer.session.timeout.ms", 6_000);
    settings.put("tocsin.policy.streams.main.consumer.heartbeat.interval.ms", 1_000);
    settings.put("tocsin.policy.streams.producer.transaction.timeout.ms", 6_000);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    processes.put(
        name,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()))
            .start());
  }

  private void kill(String name) throws InterruptedException {
    assertThat(processes.get(name).destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
