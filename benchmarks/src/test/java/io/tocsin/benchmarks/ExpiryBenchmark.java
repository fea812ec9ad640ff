package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.Refiner;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.RawEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What forgetting costs: by how many events are forgotten, not by how many are remembered.
///
/// The real topology with its stores on disk, driven one record at a time, so that nothing else
/// runs while the clock passes the horizon. The baseline is a scan of the store, which is what
/// forgetting would take without the order by age.
final class ExpiryBenchmark {
  @TempDir Path states;

  private final int events = Integer.getInteger("tocsin.benchmark.events", 1_000_000);

  @Test
  void forgettingCostsWhatIsForgotten() {
    System.out.println(Machine.described());
    // Warms up.
    forget(events / 50, List.of(events / 100));
    forget(events / 5, List.of(events / 10));
    forget(events, List.of(events / 100, events / 10));
  }

  /// Remembers some events, and forgets of them one group after the other.
  private void forget(int remembered, List<Integer> groups) {
    var meters = new SimpleMeterRegistry();
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "expiry");
    config.put(StreamsConfig.STATE_DIR_CONFIG, states.resolve("of-" + remembered).toString());
    try (var driver = new TopologyTestDriver(Measured.normalizer(meters, Refiner.NONE), config)) {
      TestInputTopic<String, byte[]> raw =
          driver.createInputTopic(Reports.TOPIC, new StringSerializer(), new ByteArraySerializer());
      remember(driver, raw, remembered, groups);
      double scan = seconds(() -> scan(driver));
      int forgotten = 0;
      int left = remembered;
      for (int group = 0; group < groups.size(); group++) {
        int expiring = groups.get(group);
        int until = forgotten + expiring;
        Instant end = day(group).plus(Measured.HORIZON).plus(Duration.ofHours(1));
        double seconds =
            seconds(
                () -> {
                  // Each minute of the clock forgets its share, until none is left.
                  for (int minute = 0; expired(meters) < until; minute++) {
                    raw.pipeInput("none", null, end.plus(Duration.ofMinutes(minute)));
                    drain(driver);
                  }
                });
        assertThat(expired(meters)).isEqualTo(until);
        System.out.printf(
            Locale.ROOT,
            "forgotten %,9d of %,9d: %6.2f s, %5.1f us each; baseline, a scan of all: %6.2f s%n",
            expiring,
            left,
            seconds,
            seconds * 1e6 / expiring,
            scan);
        forgotten = until;
        left -= expiring;
      }
    }
  }

  /// The day on which the events of a group are met first.
  private static Instant day(int group) {
    return Reports.START.plus(Duration.ofDays(group));
  }

  private static void remember(
      TopologyTestDriver driver,
      TestInputTopic<String, byte[]> raw,
      int remembered,
      List<Integer> groups) {
    Serializer<RawEvent> raws = new AvroSerdes(TestStack.registry().url()).serializer();
    int number = 0;
    for (int group = 0; group <= groups.size(); group++) {
      // What is in no group is met so much later that it stays.
      boolean stays = group == groups.size();
      Instant at = stays ? Reports.START.plus(Measured.HORIZON.dividedBy(2)) : day(group);
      int until = stays ? remembered : number + groups.get(group);
      for (; number < until; number++) {
        raw.pipeInput(Reports.key(number), raws.serialize(Reports.TOPIC, Reports.of(number)), at);
        if (number % 1_000 == 0) {
          drain(driver);
        }
      }
    }
    drain(driver);
  }

  private static void scan(TopologyTestDriver driver) {
    try (var all = driver.getKeyValueStore("seen").all()) {
      all.forEachRemaining(entry -> {});
    }
  }

  private static int expired(SimpleMeterRegistry meters) {
    Counter counter = meters.find("tocsin.normalizer.expired").counter();
    return counter == null ? 0 : (int) counter.count();
  }

  /// The driver keeps all that was put out until somebody reads it.
  private static void drain(TopologyTestDriver driver) {
    for (String topic : driver.producedTopicNames()) {
      driver
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList();
    }
  }

  private static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e9;
  }
}
