package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.PooledDatabase;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.replay.job.Asked;
import io.tocsin.replay.job.Command;
import io.tocsin.replay.job.Limits;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.RawLog;
import io.tocsin.replay.job.RawRecords;
import io.tocsin.replay.job.Replay;
import io.tocsin.replay.job.ReplayRunner;
import io.tocsin.replay.job.Replays;
import io.tocsin.replay.job.Selection;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a live event takes from its raw record to its canonical record, 200 of them a second:
/// beside nothing, beside a replay of the whole topic at its usual rate, and beside one that only
/// the number of records under way bounds. Fails where a live event is delayed beyond the bound
/// that we state, doubled or lost.
///
/// `-Dtocsin.benchmark.seconds=N` changes how long the part without a replay takes.
final class LiveLatencyBenchmark {
  private static final int PARTITIONS = 2;
  private static final int PER_SECOND = 200;
  private static final int WARM_UP = 5_000;
  private static final int IN_FLIGHT = 500;
  private static final int LIVE_LAG = 1_000;

  /// What docs/operate/replay.md promises.
  private static final Duration BOUND = Duration.ofSeconds(1);

  private static final Duration WITHIN = Duration.ofMinutes(10);

  @TempDir Path states;

  private final int seconds = Integer.getInteger("tocsin.benchmark.seconds", 60);
  private final KafkaSettings kafka =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
  private final RegistrySettings registry =
      new RegistrySettings(
          TestStack.registry().url(),
          AvroSerdes.DEFAULT_SERIALIZER,
          AvroSerdes.DEFAULT_DESERIALIZER,
          Map.of());
  private final AvroSerdes serdes = registry.serdes();

  /// When a report was sent, by its event key and the nanosecond clock.
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();

  private int reports;
  private long replayed;

  @Test
  void liveEventsBesideAReplay() throws Exception {
    System.out.println(Machine.described() + " live=" + PER_SECOND + "/s");
    prepare();
    try (HikariDataSource pool = tables();
        var producer = producer(serdes.<RawEvent>serializer());
        var canonical = new Canonical();
        var normalizer = normalizer()) {
      normalizer.start();
      send(producer, WARM_UP, false);
      await().atMost(WITHIN).until(() -> canonical.known() == WARM_UP);

      long alone = canonical.measure("no replay", () -> send(producer, seconds * PER_SECOND, true));
      var database = new PooledDatabase(pool);
      var log = new RawLog(kafka, registry, database, NormalizerTopology.APPLICATION_ID);
      long beside = replayed("replay at 200/s", 200, database, log, producer, canonical);
      long unbounded =
          replayed(
              "replay, 500 under way", Limits.HIGHEST_RATE, database, log, producer, canonical);

      await().atMost(WITHIN).until(() -> canonical.known() == reports);
      canonical.stop();
      assertThat(canonical.records()).as("none doubled").isEqualTo(reports);
      Map<Outcome, Long> outcomes = outcomes();
      System.out.printf(
          Locale.ROOT,
          "%d live records: %d events, each once; outcomes of live and replayed records: %s%n",
          reports,
          canonical.known(),
          outcomes);
      assertThat(outcomes.keySet()).containsOnly(Outcome.NEW, Outcome.DUPLICATE);
      assertThat(outcomes).containsEntry(Outcome.NEW, (long) reports);
      assertThat(outcomes).containsEntry(Outcome.DUPLICATE, replayed);
      assertThat(Duration.ofNanos(Math.max(beside, unbounded) - alone))
          .as("the slowest live event beside a replay, less the slowest without one")
          .isLessThan(BOUND);
    }
  }

  /// Live events for as long as the whole topic is replayed.
  ///
  /// @return how long the slowest took, nanoseconds
  private long replayed(
      String name,
      int rate,
      Database database,
      RawLog log,
      KafkaProducer<String, RawEvent> producer,
      Canonical canonical)
      throws Exception {
    var limits = new Limits(BigDecimal.ZERO, rate, IN_FLIGHT, LIVE_LAG, Measured.HORIZON);
    var replays =
        new Replays(database, log, LiveLatencyBenchmark::unasked, limits, Clock.systemUTC());
    Replay replay =
        replays.plan(
            new Asked(
                Reports.SOURCE, List.of("0"), List.of(), null, null, null, "to measure", null),
            "benchmark");
    long began = System.nanoTime();
    try (var runner = new ReplayRunner(database, log, kafka, limits)) {
      runner.start();
      await().until(() -> replays.get(replay.id()).sent() > 0);
      long slowest =
          canonical.measure(
              name,
              () -> {
                // Only the ledger sink writes outcomes, and there is none here: it is over when all
                // is
                // sent.
                while (replays.get(replay.id()).sent() < replay.total()) {
                  send(producer, PER_SECOND, true);
                }
                System.out.printf(
                    Locale.ROOT,
                    "%-24s %d records replayed, the whole topic, in %.0f s%n",
                    "",
                    replay.total(),
                    (System.nanoTime() - began) / 1e9);
              });
      replays.command(replay.id(), Command.ABORT, "benchmark");
      replayed += replays.get(replay.id()).sent();
      return slowest;
    }
  }

  private static MoneyDifference unasked(Selection selection, RawRecords records) {
    long all = selection.ranges().stream().mapToLong(range -> range.to() - range.from()).sum();
    return new MoneyDifference(all, all, 0, 0, 0, List.of(), List.of(), List.of());
  }

  private void send(KafkaProducer<String, RawEvent> producer, int number, boolean evenly) {
    long began = System.nanoTime();
    for (int n = 0; n < number; n++) {
      if (evenly) {
        long due = began + n * 1_000_000_000L / PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      String key = Reports.key(reports);
      sentAt.put(key, System.nanoTime());
      producer.send(new ProducerRecord<>(Reports.TOPIC, key, Reports.of(reports)));
      reports++;
    }
    producer.flush();
  }

  /// Reads what comes out, and when.
  private final class Canonical implements AutoCloseable {
    private final Map<String, Long> tookNanos = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("canonical").start(this::read);
    private volatile boolean stopped;
    private volatile long records;

    private void read() {
      Deserializer<CanonicalEvent> events = serdes.deserializer(CanonicalEvent.class);
      try (var consumer = consumer(Topics.CANONICAL, events)) {
        while (!stopped) {
          for (ConsumerRecord<String, CanonicalEvent> record :
              consumer.poll(Duration.ofMillis(5))) {
            String key = record.value().getEventKey();
            long took = System.nanoTime() - sentAt.getOrDefault(key, 0L);
            tookNanos.putIfAbsent(key, took);
            records++;
          }
        }
      }
    }

    int known() {
      return tookNanos.size();
    }

    long records() {
      return records;
    }

    /// Sends, waits until all of it has come out, and prints how long that took.
    ///
    /// @return the longest, nanoseconds
    long measure(String name, Runnable sending) {
      int first = reports;
      sending.run();
      await().atMost(WITHIN).until(() -> known() == reports);
      long[] took = new long[reports - first];
      for (int n = 0; n < took.length; n++) {
        took[n] = tookNanos.getOrDefault(Reports.key(first + n), Long.MAX_VALUE);
      }
      Arrays.sort(took);
      System.out.printf(
          Locale.ROOT,
          "%-24s p50 %6.0f ms  p99 %6.0f ms  max %6.0f ms  (%d live events)%n",
          name,
          took[took.length / 2] / 1e6,
          took[took.length * 99 / 100] / 1e6,
          took[took.length - 1] / 1e6,
          took.length);
      return took[took.length - 1];
    }

    @Override
    public void close() {
      stop();
    }

    /// Reads no more.
    void stop() {
      stopped = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What the normalizer says of each record that it took, counted.
  private Map<Outcome, Long> outcomes() {
    var counts = new HashMap<Outcome, Long>();
    Deserializer<DeliveryOutcome> values = serdes.deserializer(DeliveryOutcome.class);
    long wanted = reports + replayed;
    try (var consumer = consumer(Topics.DELIVERIES, values)) {
      var met = new ArrayList<Outcome>();
      await()
          .atMost(WITHIN)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(record -> met.add(record.value().getOutcome()));
                return met.size() >= wanted;
              });
      met.forEach(outcome -> counts.merge(outcome, 1L, Long::sum));
    }
    return counts;
  }

  private <T> KafkaConsumer<String, T> consumer(String topic, Deserializer<T> values) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    var consumer = new KafkaConsumer<>(config, new StringDeserializer(), values);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private KafkaStreams normalizer() {
    return new KafkaStreams(
        Measured.normalizer(new SimpleMeterRegistry()),
        StreamsRunner.config(
            NormalizerTopology.APPLICATION_ID, kafka, states.toString(), Map.of()));
  }

  private void prepare() {
    new Provisioner(kafka, registry).provision(List.of(Reports.SOURCE));
    try (var producer = producer(serdes.<SiteEntry>serializer())) {
      Reports.sites()
          .forEach(
              site ->
                  producer.send(
                      new ProducerRecord<>(
                          Topics.CONFIG_SITES, site.getSource() + ":" + site.getSiteRef(), site)));
    }
    try (var producer = producer(serdes.<CodeMapping>serializer())) {
      producer.send(
          new ProducerRecord<>(Topics.CONFIG_CODE_MAPPINGS, Reports.SOURCE, Reports.mapping()));
    }
  }

  private <T extends SpecificRecord> KafkaProducer<String, T> producer(Serializer<T> values) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("acks", "all");
    return new KafkaProducer<>(config, new StringSerializer(), values);
  }

  private static HikariDataSource tables() {
    EmbeddedDatabase server = TestStack.database();
    var config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl());
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(3);
    var pool = new HikariDataSource(config);
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .placeholders(Map.of("readerRole", "nobody_reads", "operatorRole", "nobody_commands"))
        .load()
        .migrate();
    return pool;
  }
}
