package io.tocsin.normalizer.rehearsal;

import io.tocsin.normalizer.Finding;
import io.tocsin.normalizer.Judge;
import io.tocsin.normalizer.Known;
import io.tocsin.normalizer.NormalizerFactory;
import io.tocsin.normalizer.NormalizerSettings;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.normalizer.RawRecord;
import io.tocsin.normalizer.SeenEvent;
import io.tocsin.platform.App;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// What the normalizer would make of raw records if they were replayed now.
///
/// It is the same judgement with the same settings, configuration and memory; what it finds it
/// keeps to itself, so that later records of one event build on earlier ones. Nothing is written:
/// not to Kafka, not to the object store.
///
/// Configuration and clock are those of the moment at which it was opened, and the memory of an
/// event is that of the call of [#recall]. Not safe for threads.
public final class Rehearsal implements AutoCloseable {
  private static final String NAME = "normalizer-stream";

  /// Stands where a replay would have its name.
  private static final String REPLAY_ID = "rehearsal";

  private final Judge judge;
  private final Duration horizon;
  private final Configured configured;
  private final Memories memories;
  private final Runnable closing;

  /// What is remembered of each event that was recalled; empty where that is nothing.
  private final Map<String, Optional<SeenEvent>> recalled = new HashMap<>();

  /// What holds while a rehearsal is open.
  ///
  /// @param sites values of `config.sites` by key
  /// @param codes values of `config.code-mappings` by key
  /// @param clocks what the clock of each partition's task says, milliseconds since 1970 UTC
  public record Configured(
      Map<String, byte[]> sites, Map<String, byte[]> codes, Map<Integer, Long> clocks) {
    public Configured {
      sites = Map.copyOf(sites);
      codes = Map.copyOf(codes);
      clocks = Map.copyOf(clocks);
    }
  }

  /// A rehearsal of given parts.
  ///
  /// @param judge judges as the normalizer does
  /// @param horizon how long the normalizer remembers an event
  /// @param configured what holds while it is open
  /// @param memories where the normalizer's memory is read from
  /// @param closing what is to be closed with it
  public Rehearsal(
      Judge judge, Duration horizon, Configured configured, Memories memories, Runnable closing) {
    this.judge = judge;
    this.horizon = horizon;
    this.configured = configured;
    this.memories = memories;
    this.closing = closing;
  }

  /// Opens a rehearsal with the settings of a normalizer.
  ///
  /// @param files the operator's own YAML files
  /// @param settings settings that win over all others
  /// @throws RuntimeException where Kafka, the registry or the object store is away, or a setting
  /// is refused
  public static Rehearsal open(List<Path> files, Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    // Only its parts are wanted: no stream, and any free port.
    all.put(NormalizerFactory.RUN_PROPERTY, false);
    all.put("micronaut.server.port", -1);
    App app = App.start(NAME, files, all);
    try {
      var kafka = app.context().getBean(KafkaSettings.class);
      var normalizer = app.context().getBean(NormalizerSettings.class);
      try (var bytes = new ByteArrayDeserializer()) {
        return new Rehearsal(
            new Judge(app.context().getBean(NormalizerTopology.Parts.class)),
            normalizer.horizon(),
            new Configured(
                CompactedTopic.read(kafka, Topics.CONFIG_SITES, bytes),
                CompactedTopic.read(kafka, Topics.CONFIG_CODE_MAPPINGS, bytes),
                Clocks.read(kafka)),
            new SeenChangelog(kafka, normalizer.applicationId()),
            app::close);
      }
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
  }

  /// Recalls what the normalizer remembers of events. Each event must be recalled before a record
  /// of it is replayed; all at once is best, since each call reads the whole memory.
  ///
  /// @param eventKeys keys of raw records
  public void recall(Set<String> eventKeys) {
    var wanted = new HashSet<>(eventKeys);
    wanted.removeAll(recalled.keySet());
    if (!wanted.isEmpty()) {
      Map<String, SeenEvent> remembered = memories.of(wanted);
      wanted.forEach(key -> recalled.put(key, Optional.ofNullable(remembered.get(key))));
    }
  }

  /// What a raw record would become, after all that were replayed before it.
  ///
  /// @param raw a record of a raw topic, with its key
  /// @throws IllegalStateException where its event was not recalled
  public Result replay(ConsumerRecord<byte[], byte[]> raw) {
    var record =
        new RawRecord(
            new Position(raw.topic(), raw.partition(), raw.offset()),
            raw.timestamp(),
            raw.key(),
            raw.value(),
            raw.headers(),
            REPLAY_ID);
    long clock = Math.max(configured.clocks().getOrDefault(raw.partition(), 0L), raw.timestamp());
    return switch (judge.judge(record, new AsOf(clock))) {
      case Finding.Refused refused -> refused(refused);
      case Finding.Judged judged -> judged(judged);
    };
  }

  private static Result refused(Finding.Refused refused) {
    String eventKey = refused.eventKey();
    return refused.code() == ReasonCode.FORGOTTEN && eventKey != null
        ? new Result.Forgotten(eventKey)
        : new Result.DeadLettered(refused.code(), refused.reason());
  }

  private Result judged(Finding.Judged judged) {
    SeenEvent before = judged.before();
    if (judged.after() != null) {
      recalled.put(judged.eventKey(), Optional.of(judged.after()));
    }
    return judged.outcome() == Outcome.DUPLICATE
        ? new Result.Unchanged(judged.eventKey(), judged.revision())
        : new Result.Changed(
            before == null ? 0 : before.getRevisions().getLast().getRevision(),
            judged.event(),
            judged.moved());
  }

  @Override
  public void close() {
    closing.run();
  }

  /// What is known when the clock says a time.
  private final class AsOf implements Known {
    private final long clock;

    AsOf(long clock) {
      this.clock = clock;
    }

    @Override
    public @Nullable SeenEvent recall(String eventKey) {
      Optional<SeenEvent> remembered = recalled.get(eventKey);
      if (remembered == null) {
        throw new IllegalStateException("a record is replayed whose event was not recalled");
      }
      return remembered.filter(seen -> !expired(seen.getFirstSeenAt())).orElse(null);
    }

    @Override
    public long clock() {
      return clock;
    }

    @Override
    public boolean expired(long time) {
      return time < clock - horizon.toMillis();
    }

    @Override
    public byte @Nullable [] site(String reference) {
      return configured.sites().get(reference);
    }

    @Override
    public byte @Nullable [] codeMapping(String source) {
      return configured.codes().get(source);
    }
  }
}
