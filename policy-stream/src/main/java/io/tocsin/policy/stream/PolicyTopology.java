package io.tocsin.policy.stream;

import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// `events.canonical` and `config.rulebook` in, `decisions` out, what cannot be read to
/// `dlq.policy`.
///
/// Guarantee: exactly_once_v2, because a decision and the memory of it must change together. With
/// less, a crash between the two would give one revision the same decision number twice with
/// different content, or none.
public final class PolicyTopology {
  /// Consumer group and prefix of the internal topics.
  public static final String APPLICATION_ID = "tocsin-policy";

  /// What was decided of each event; key = event key. In RocksDB, with a changelog, without a
  /// horizon: whatever is replayed, at whatever time, is known.
  public static final String DECIDED_STORE = "decided";

  /// Every published rulebook, as bytes; key = version. In memory: a few documents, read again from
  /// their topic at every start, before the first event.
  public static final String RULEBOOK_STORE = "rulebooks";

  static final String EVENTS_SOURCE = "read-canonical";
  static final String RULEBOOKS_SOURCE = "read-rulebooks";
  static final String KEEP_RULEBOOKS = "keep-rulebooks";
  static final String DECIDE = "decide";
  static final String DECISIONS_SINK = "write-decisions";
  static final String DEAD_LETTER_SINK = "write-dead-letters";

  private final Supplier<RecordReader<CanonicalEvent>> events;
  private final RulebookLibrary library;
  private final Supplier<OutageAwareSerializer<Decision>> decisions;

  /// @param events makes a reader of canonical events, one for each task
  /// @param library shared by all tasks
  /// @param decisions makes a serializer of decisions, one for each task
  public PolicyTopology(
      Supplier<RecordReader<CanonicalEvent>> events,
      RulebookLibrary library,
      Supplier<OutageAwareSerializer<Decision>> decisions) {
    this.events = events;
    this.library = library;
    this.decisions = decisions;
  }

  /// The topology.
  public Topology build() {
    var bytesIn = new ByteArrayDeserializer();
    var bytesOut = new ByteArraySerializer();
    return new Topology()
        .addGlobalStore(
            rulebookStore(),
            RULEBOOKS_SOURCE,
            new StringDeserializer(),
            bytesIn,
            Topics.CONFIG_RULEBOOK,
            KEEP_RULEBOOKS,
            KeepRulebooks::new)
        .addSource(EVENTS_SOURCE, bytesIn, bytesIn, Topics.CANONICAL)
        .addProcessor(DECIDE, decide(), EVENTS_SOURCE)
        .addSink(DECISIONS_SINK, Topics.DECISIONS, bytesOut, bytesOut, DECIDE)
        .addSink(DEAD_LETTER_SINK, Topics.DLQ_POLICY, bytesOut, bytesOut, DECIDE);
  }

  private ProcessorSupplier<byte[], byte[], byte[], byte[]> decide() {
    return new ProcessorSupplier<>() {
      @Override
      public Decide get() {
        return new Decide(events.get(), library, decisions.get());
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(DECIDED_STORE),
                Serdes.String(),
                Serdes.ByteArray()));
      }
    };
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> rulebookStore() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(RULEBOOK_STORE), Serdes.String(), Serdes.ByteArray())
        .withLoggingDisabled();
  }
}
