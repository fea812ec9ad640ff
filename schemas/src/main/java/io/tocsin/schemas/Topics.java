package io.tocsin.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The topic catalogue: every topic of ours, with its key, value, partitions and retention, in this
/// one place.
///
/// Partition arithmetic and the reasons for each retention are in `docs/reference/topics.md`.
public final class Topics {
  /// Canonical events, one per revision; key = site key, value = [CanonicalEvent].
  public static final String CANONICAL = "events.canonical";

  /// Events that left a site; key = the site key that they left, value = [EventMoved].
  public static final String MOVED = "events.moved";

  /// What became of each raw record; key = event key, value = [DeliveryOutcome].
  public static final String DELIVERIES = "deliveries";

  /// What was decided of each event, again where a decision changed; key = site key, value =
  /// [Decision].
  public static final String DECISIONS = "decisions";

  /// Invoice lines, charges and reversals; key = charge key, value = [BillingLine].
  public static final String BILLING_LINES = "billing.lines";

  /// The site directory; key = `<source>:<site ref>`, value = [SiteEntry]; compacted.
  public static final String CONFIG_SITES = "config.sites";

  /// Code mappings; key = source, value = [CodeMapping]; compacted.
  public static final String CONFIG_CODE_MAPPINGS = "config.code-mappings";

  /// Rulebook versions; key = version, value = [Rulebook]; compacted.
  public static final String CONFIG_RULEBOOK = "config.rulebook";

  /// Test windows; key = window id, value = [TestWindow]; compacted.
  public static final String CONFIG_TEST_WINDOWS = "config.test-windows";

  /// What operators ruled of events; key = event key, value = [Ruling]; compacted.
  public static final String CONFIG_RULINGS = "config.rulings";

  /// Raw records that operators replay; key and value = those of the raw record, byte for byte, in
  /// the partition of the same number, with the headers of [ReplayHeaders].
  public static final String REPLAY = "replay.raw";

  /// Raw records that the normalizer could not turn into an event; original bytes and headers.
  public static final String DLQ_NORMALIZER = dlq("normalizer");

  /// Canonical records that the policy stream could not read; original bytes and headers.
  public static final String DLQ_POLICY = dlq("policy");

  /// The sinks of our own database: always there. Others come by configuration, see [#ofSink].
  public static final List<String> SINKS = List.of("ledger", "billing", "crm", "ticketing");

  /// Delays of the retry topics, shortest first. A record that fails after the last one is
  /// dead-lettered.
  public static final List<Duration> RETRY_DELAYS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6));

  /// Largest record that a topic takes, in bytes: the gateway's largest body (2 MiB) and room for
  /// its envelope.
  public static final int MAX_RECORD_BYTES = 3 * 1024 * 1024;

  /// Largest record of a retry or dead-letter topic: the largest record of any other topic and room
  /// for the headers that say why it is there.
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 64 * 1024;

  /// How far a raw record's timestamp may be ahead of the broker's clock. The highest timestamp is
  /// the clock by which the normalizer forgets, so none may lie in a far future; a gateway whose
  /// clock is wrong by more is refused, and answers 503.
  public static final Duration MAX_TIMESTAMP_AHEAD = Duration.ofHours(1);

  private static final String RAW_PREFIX = "raw.";
  private static final Pattern SOURCE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Duration FOREVER = Duration.ofMillis(-1);

  /// What a deployment decides once, before its first record.
  ///
  /// @param eventPartitions partitions of every topic that carries events; never changed
  /// afterwards, because keys would move
  /// @param replicationFactor replicas of every topic
  /// @param minInsyncReplicas replicas that must have a record before it counts as written
  public record Scale(int eventPartitions, int replicationFactor, int minInsyncReplicas) {
    public Scale {
      if (eventPartitions < 1 || replicationFactor < 1 || minInsyncReplicas < 1) {
        throw new IllegalArgumentException("partitions and replicas start at 1");
      }
      if (minInsyncReplicas > replicationFactor) {
        throw new IllegalArgumentException(
            "min in-sync replicas %d > replication factor %d: nothing could ever be written"
                .formatted(minInsyncReplicas, replicationFactor));
      }
    }
  }

  /// One topic as it should be created.
  ///
  /// @param name topic name
  /// @param partitions number of partitions
  /// @param replicationFactor replicas
  /// @param configs topic settings that differ from the broker's defaults
  public record Spec(
      String name, int partitions, int replicationFactor, Map<String, String> configs) {}

  private Topics() {}

  /// The raw topic of a source, for example `raw.tracktik`.
  ///
  /// @throws IllegalArgumentException where the name is not made of lower case letters, digits and
  /// hyphens
  public static String raw(String source) {
    if (!SOURCE_NAME.matcher(source).matches()) {
      throw new IllegalArgumentException(
          "source name '%s': use 1 to 63 lower case letters, digits and hyphens".formatted(source));
    }
    return RAW_PREFIX + source;
  }

  /// Matches every raw topic, so that a new source needs no change downstream.
  public static Pattern rawTopics() {
    return Pattern.compile(Pattern.quote(RAW_PREFIX) + SOURCE_NAME.pattern());
  }

  /// The dead-letter topic of a stage or sink, for example `dlq.billing`.
  public static String dlq(String stage) {
    return "dlq." + stage;
  }

  /// The retry topic of a sink for one delay, for example `retry.billing.10s`.
  public static String retry(String sink, Duration delay) {
    return "retry." + sink + "." + label(delay);
  }

  private static String label(Duration delay) {
    if (delay.toSeconds() % 3600 == 0) {
      return delay.toHours() + "h";
    }
    return delay.toSeconds() % 60 == 0 ? delay.toMinutes() + "m" : delay.toSeconds() + "s";
  }

  /// The topics that everybody uses, whatever the sources and sinks are.
  public static List<Spec> shared(Scale scale) {
    var specs = new ArrayList<Spec>();
    specs.add(log(CANONICAL, scale, FOREVER));
    specs.add(log(MOVED, scale, FOREVER));
    specs.add(log(DELIVERIES, scale, FOREVER));
    specs.add(log(DECISIONS, scale, FOREVER));
    specs.add(log(BILLING_LINES, scale, FOREVER));
    specs.add(compacted(CONFIG_SITES, scale));
    specs.add(compacted(CONFIG_CODE_MAPPINGS, scale));
    specs.add(compacted(CONFIG_RULEBOOK, scale));
    specs.add(compacted(CONFIG_TEST_WINDOWS, scale));
    specs.add(compacted(CONFIG_RULINGS, scale));
    specs.add(replay(scale));
    specs.add(side(DLQ_NORMALIZER, scale, FOREVER));
    specs.add(side(DLQ_POLICY, scale, FOREVER));
    return List.copyOf(specs);
  }

  /// The dead-letter topic and the retry topics of one sink.
  ///
  /// @throws IllegalArgumentException where the name is not made of lower case letters, digits and
  /// hyphens
  public static List<Spec> ofSink(String sink, Scale scale) {
    if (!SOURCE_NAME.matcher(sink).matches()) {
      throw new IllegalArgumentException(
          "sink name '%s': use 1 to 63 lower case letters, digits and hyphens".formatted(sink));
    }
    var specs = new ArrayList<Spec>();
    specs.add(side(dlq(sink), scale, FOREVER));
    for (Duration delay : RETRY_DELAYS) {
      specs.add(side(retry(sink, delay), scale, Duration.ofDays(30)));
    }
    return specs;
  }

  /// Matches every retry topic of a sink.
  public static Pattern retryTopics(String sink) {
    return Pattern.compile(Pattern.quote("retry." + sink + ".") + "[0-9]+[smh]");
  }

  /// The raw topic of one source: the durable log that everything can be replayed from; kept for
  /// ever, never compacted.
  public static Spec rawSpec(String source, Scale scale) {
    return spec(
        raw(source),
        scale,
        FOREVER,
        MAX_RECORD_BYTES,
        Map.of("message.timestamp.after.max.ms", Long.toString(MAX_TIMESTAMP_AHEAD.toMillis())));
  }

  private static Spec log(String name, Scale scale, Duration retention) {
    return spec(name, scale, retention, MAX_RECORD_BYTES, Map.of());
  }

  // Kept by the time at which a record was replayed: by the raw record's own time it would be old
  // enough to be deleted before it is read.
  private static Spec replay(Scale scale) {
    return spec(
        REPLAY,
        scale,
        Duration.ofDays(30),
        MAX_DEAD_LETTER_BYTES,
        Map.of("message.timestamp.type", "LogAppendTime"));
  }

  private static Spec side(String name, Scale scale, Duration retention) {
    return spec(name, scale, retention, MAX_DEAD_LETTER_BYTES, Map.of());
  }

  private static Spec spec(
      String name,
      Scale scale,
      Duration retention,
      int maxRecordBytes,
      Map<String, String> further) {
    var configs = new HashMap<>(further);
    configs.put("cleanup.policy", "delete");
    configs.put("retention.ms", Long.toString(retention.toMillis()));
    configs.put("min.insync.replicas", Integer.toString(scale.minInsyncReplicas()));
    configs.put("max.message.bytes", Integer.toString(maxRecordBytes));
    return new Spec(name, scale.eventPartitions(), scale.replicationFactor(), Map.copyOf(configs));
  }

  private static Spec compacted(String name, Scale scale) {
    return new Spec(
        name,
        1,
        scale.replicationFactor(),
        Map.of(
            "cleanup.policy", "compact",
            "min.insync.replicas", Integer.toString(scale.minInsyncReplicas()),
            "max.message.bytes", Integer.toString(MAX_RECORD_BYTES)));
  }
}
