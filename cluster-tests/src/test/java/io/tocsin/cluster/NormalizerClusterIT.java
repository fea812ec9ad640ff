package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedCluster;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The normalizer under load on three brokers, while it or a broker is killed, restarted or joined.
/// After each of it every [Guarantee] is checked.
///
/// The seed of the load is printed; `-Dtocsin.seed=<seed>` runs the same load again.
final class NormalizerClusterIT {
  private static final Duration WITHIN = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int PARTITIONS = 3;
  private static final int PER_SECOND = 250;
  private static final String GROUP = "tocsin-normalizer";

  /// Kills of the normalizer. Each costs a start, so the test command has few of them;
  /// `-Dtocsin.kills=` sets more.
  private static final int KILLS = Integer.getInteger("tocsin.kills", 2);

  /// Kills of brokers, one after the other.
  private static final int BROKER_KILLS = Math.max(1, KILLS / 2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS) // The processes' words, should one fail.
  static Path directory;

  private static EmbeddedCluster brokers;
  private static KafkaSettings kafka;
  private static RegistrySettings registry;
  private static Admin admin;

  private final List<NormalizerProcess> started = new ArrayList<>();
  private final List<Guarantee> guarantees = Guarantee.all();
  private Random random;
  private Sender load;
  private Records records;

  @BeforeAll
  static void startCluster() throws URISyntaxException {
    brokers = EmbeddedCluster.start(directory.resolve("kafka"));
    kafka = new KafkaSettings(brokers.bootstrapServers(), true, PARTITIONS, 3, 2, Map.of());
    registry =
        new RegistrySettings(
            TestStack.registry().url(),
            AvroSerdes.DEFAULT_SERIALIZER,
            AvroSerdes.DEFAULT_DESERIALIZER,
            Map.of());
    new Provisioner(kafka, registry).provision(List.of(Load.SOURCE));
    new ConfigPublisher(kafka, registry)
        .publish(
            Path.of(NormalizerClusterIT.class.getResource("/config/sites.yml").toURI())
                .getParent());
    admin = Admin.create(kafka.clientConfig());
  }

  @AfterAll
  static void stopCluster() {
    if (admin != null) {
      admin.close();
    }
    if (brokers != null) {
      brokers.close();
    }
  }

  @BeforeEach
  void startLoad(TestInfo test) {
    String scenario = test.getTestMethod().orElseThrow().getName();
    long seed = Optional.ofNullable(Long.getLong("tocsin.seed")).orElseGet(System::nanoTime);
    System.out.printf("%s: -Dtocsin.seed=%d%n", scenario, seed);
    random = new Random(seed);
    records = new Records(scenario, kafka, registry);
    load =
        new Sender(
            kafka.bootstrapServers(),
            new Load(seed, scenario, registry.serdes().serializer()),
            PER_SECOND,
            records::accountedFor,
            delivery -> guarantees.forEach(guarantee -> guarantee.acknowledged(delivery)));
  }

  @AfterEach
  void stopAll() {
    started.forEach(NormalizerProcess::close);
    load.close();
    records.close();
  }

  @Test
  void aBrokerIsKilledAndReturns() throws Exception {
    NormalizerProcess normalizer = start("one");
    awaitProgress(1, normalizer);
    for (int kill = 0; kill < BROKER_KILLS; kill++) {
      int leader = rawPartition(kill % PARTITIONS).leader().id();
      brokers.kill(leader);
      // Further than what was under way: with two brokers it goes on.
      awaitProgress(3 * PER_SECOND, normalizer);
      assertThat(normalizer.isAlive()).as("liveness without broker %d", leader).isTrue();
      brokers.restart(leader);
      awaitAllInSync();
    }

    finish(normalizer);
  }

  /// Two that share the work, each restarted in turn; then one of them is killed, and the other,
  /// that has taken over, again and again.
  @Test
  void restartedOneAfterTheOtherAndKilled() {
    NormalizerProcess one = start("one");
    NormalizerProcess two = start("two");
    awaitShared(one, two);

    one.stop();
    one = start("one");
    awaitShared(one, two);
    two.stop();
    two = start("two");
    awaitShared(one, two);

    two.kill();
    awaitProgress(3 * PER_SECOND, one);
    for (int kill = 1; kill < KILLS; kill++) {
      one.kill();
      one = start("one");
      // At once when the first outcomes are committed, or somewhat later.
      awaitProgress(1 + random.nextInt(PER_SECOND), one);
    }

    finish(one);
  }

  private NormalizerProcess start(String name) {
    var normalizer =
        new NormalizerProcess(
            name,
            directory,
            Map.of(
                "tocsin.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "tocsin.kafka.event-partitions", PARTITIONS,
                "tocsin.kafka.replication-factor", 3,
                "tocsin.kafka.min-insync-replicas", 2,
                "tocsin.registry.url", registry.url(),
                // How long a killed instance keeps its partitions and its open transaction. The
                // defaults, ten seconds each, only make the test longer.
                "tocsin.normalizer.streams.main.consumer.session.timeout.ms", 5_000,
                "tocsin.normalizer.streams.main.consumer.heartbeat.interval.ms", 1_000,
                // An instance that joins takes its part at once, however long the log has grown;
                // else it would first warm up and be asked again after ten minutes.
                "tocsin.normalizer.streams.acceptable.recovery.lag", 10_000_000,
                "tocsin.normalizer.streams.producer.transaction.timeout.ms", 5_000));
    started.add(normalizer);
    return normalizer;
  }

  /// Waits until so many more outcomes are committed.
  private void awaitProgress(int more, NormalizerProcess working) {
    int wanted = records.readOn().deliveries().size() + more;
    await()
        .atMost(WITHIN)
        .pollInterval(POLL)
        .until(
            () -> {
              working.requireAlive();
              return records.readOn().deliveries().size() >= wanted;
            });
  }

  /// Waits until both run and each of them has a part of the raw topic.
  private void awaitShared(NormalizerProcess one, NormalizerProcess two) {
    await()
        .atMost(WITHIN)
        .pollInterval(POLL)
        .until(
            () -> {
              records.readOn(); // Else the load would wait for what nobody has read.
              return one.runs() && two.runs() && membersWithWork() == 2;
            });
    awaitProgress(PER_SECOND, one);
  }

  private static int membersWithWork() throws InterruptedException, ExecutionException {
    Set<String> working = new HashSet<>();
    for (MemberDescription member :
        admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members()) {
      if (member.assignment().topicPartitions().stream()
          .map(TopicPartition::topic)
          .anyMatch(Load.TOPIC::equals)) {
        working.add(member.consumerId());
      }
    }
    return working.size();
  }

  private static TopicPartitionInfo rawPartition(int partition)
      throws InterruptedException, ExecutionException {
    return admin
        .describeTopics(List.of(Load.TOPIC))
        .allTopicNames()
        .get()
        .get(Load.TOPIC)
        .partitions()
        .get(partition);
  }

  /// Waits until every partition of every topic has all its replicas again: only then may the next
  /// broker go.
  private void awaitAllInSync() {
    await()
        .atMost(WITHIN)
        .pollInterval(POLL)
        .ignoreExceptions() // Asked in the middle of an election.
        .until(
            () -> {
              records.readOn(); // Else the load would wait for what nobody has read.
              return allInSync();
            });
  }

  private static boolean allInSync() throws InterruptedException, ExecutionException {
    return admin
        .describeTopics(admin.listTopics().names().get())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .map(TopicDescription::partitions)
        .flatMap(List::stream)
        .allMatch(p -> p.isr().size() == p.replicas().size());
  }

  /// Ends the load, waits until every raw record is accounted for, stops what is running and checks
  /// the guarantees on everything that was committed until then.
  private void finish(NormalizerProcess... running) {
    int sent = load.finish();
    await()
        .atMost(WITHIN)
        .pollInterval(POLL)
        .until(
            () -> {
              for (NormalizerProcess normalizer : running) {
                normalizer.requireAlive();
              }
              return records.readOn().deliveries().size() >= sent;
            });
    for (NormalizerProcess normalizer : running) {
      normalizer.stop();
    }
    records.readOn();
    guarantees.forEach(guarantee -> guarantee.check(records));
  }
}
