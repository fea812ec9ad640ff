package io.tocsin.policy.stream;

import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// `events.canonical`, `events.moved` and what operators published in, `decisions` out, what cannot
/// be read to `dlq.policy`.
///
/// Two steps, because two things must be seen whole: a site, for incidents, tests and noise, and an
/// account, for free allowances, caps and the meter of signals. What a site says of an event goes
/// to its account by an internal topic.
///
/// Guarantee: exactly_once_v2, because a decision and the memory of it must change together. With
/// less, a crash between the two would give one revision the same decision number twice with
/// different content, or none.
public final class PolicyTopology {
  /// Consumer group and prefix of the internal topics.
  public static final String APPLICATION_ID = "tocsin-policy";

  /// How long an event is kept beyond the horizon, as what its neighbours are judged by.
  static final Duration CONTEXT = Duration.ofDays(30);

  static final String RULEBOOK_STORE = "rulebooks";
  static final String WINDOW_STORE = "test-windows";
  static final String RULING_STORE = "rulings";
  static final String DRAFTS = "drafts";
  static final String DEAD_LETTER_SINK = "write-dead-letters";

  private static final String EVENTS_SOURCE = "read-events";
  private static final String DECIDE = "decide-sites";
  private static final String SETTLE = "settle-accounts";
  private static final String DECISIONS_SINK = "write-decisions";

  private final Parts parts;

  /// What the topology is made of.
  ///
  /// @param events makes a reader of canonical events, one for each task
  /// @param moves the same of moves
  /// @param rulebooks the published rulebooks, shared by all tasks
  /// @param windows the published test windows, shared by all tasks
  /// @param rulings what operators ruled, shared by all tasks
  /// @param decisions makes a serializer of decisions, one for each task
  /// @param horizon how long an event may be decided again, from when it was met first
  public record Parts(
      Supplier<RecordReader<CanonicalEvent>> events,
      Supplier<RecordReader<EventMoved>> moves,
      RulebookLibrary rulebooks,
      Documents<TestWindow> windows,
      Documents<Ruling> rulings,
      Supplier<OutageAwareSerializer<Decision>> decisions,
      Duration horizon) {}

  public PolicyTopology(Parts parts) {
    this.parts = parts;
  }

  /// The published test windows, by id.
  public static Documents<TestWindow> windows(RecordReader<TestWindow> reader) {
    return new Documents<>(
        Topics.CONFIG_TEST_WINDOWS, reader, (key, window) -> key.equals(window.getId()));
  }

  /// What operators ruled, by event key.
  public static Documents<Ruling> rulings(RecordReader<Ruling> reader) {
    return new Documents<>(
        Topics.CONFIG_RULINGS, reader, (key, ruling) -> key.equals(ruling.getEventKey()));
  }

  /// The topology, its memory on disk.
  public Topology build() {
    return build(Stores::persistentKeyValueStore);
  }

  /// The topology.
  ///
  /// @param stores makes the store of a name
  public Topology build(Function<String, KeyValueBytesStoreSupplier> stores) {
    var builder = new StreamsBuilder();
    var changes = new DecideSites.Changes(new ChangeLog(), new ChangeLog());
    keep(builder, RULEBOOK_STORE, Topics.CONFIG_RULEBOOK, changes.documents()::add);
    keep(builder, WINDOW_STORE, Topics.CONFIG_TEST_WINDOWS, changes.documents()::add);
    keep(builder, RULING_STORE, Topics.CONFIG_RULINGS, changes.rulings()::add);
    Serde<byte[]> bytes = Serdes.ByteArray();
    KStream<byte[], byte[]> decided =
        builder.stream(
                List.of(Topics.CANONICAL, Topics.MOVED),
                Consumed.with(bytes, bytes).withName(EVENTS_SOURCE))
            .process(
                supplier(() -> new DecideSites(parts, changes), siteStores(stores)),
                Named.as(DECIDE));
    decided.to(Topics.DLQ_POLICY, Produced.with(bytes, bytes).withName(DEAD_LETTER_SINK));
    decided
        // Takes everything: it has the name by which drafts and dead letters are told apart.
        .filter((account, draft) -> true, Named.as(DRAFTS))
        .repartition(Repartitioned.with(bytes, bytes).withName(DRAFTS))
        .process(supplier(() -> new SettleAccounts(parts), accountStores(stores)), Named.as(SETTLE))
        .to(Topics.DECISIONS, Produced.with(bytes, bytes).withName(DECISIONS_SINK));
    return builder.build();
  }

  // In memory: read again from its topic at every start, before the first event.
  private static void keep(
      StreamsBuilder builder, String store, String topic, Consumer<String> changed) {
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled(),
        topic,
        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("keep-" + store),
        () -> new KeepDocuments(store, changed));
  }

  private static ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier(
      Supplier<Processor<byte[], byte[], byte[], byte[]>> processor, Set<StoreBuilder<?>> stores) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return processor.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return stores;
      }
    };
  }

  static Set<StoreBuilder<?>> siteStores(Function<String, KeyValueBytesStoreSupplier> stores) {
    return inOrder(
        store(stores, KeptSites.EVENTS, Serdes.String(), form(KeptEvent.class)),
        store(stores, KeptSites.INDEX, Serdes.Bytes(), Serdes.ByteArray()),
        store(stores, KeptSites.SITES, Serdes.String(), Serdes.ByteArray()),
        store(stores, KeptSites.RULED, Serdes.String(), Serdes.ByteArray()),
        store(stores, KeptSites.AGES, Serdes.Bytes(), Serdes.ByteArray()),
        store(stores, DecideSites.PASSED_ON, Serdes.String(), form(PassedOn.class)),
        store(stores, DecideSites.CONFIGURATIONS, Serdes.String(), Serdes.ByteArray()));
  }

  static Set<StoreBuilder<?>> accountStores(Function<String, KeyValueBytesStoreSupplier> stores) {
    return inOrder(
        store(stores, SettleAccounts.SETTLED, Serdes.Bytes(), form(Settled.class)),
        store(stores, SettleAccounts.MONTHS, Serdes.Bytes(), Serdes.ByteArray()),
        store(stores, KeptAccount.DRAFTS, Serdes.Bytes(), form(PassedDraft.class)),
        store(stores, KeptAccount.MARKS, Serdes.Bytes(), Serdes.ByteArray()));
  }

  private static Set<StoreBuilder<?>> inOrder(StoreBuilder<?>... builders) {
    return new LinkedHashSet<>(List.of(builders));
  }

  private static <T extends SpecificRecord> Serde<T> form(Class<T> type) {
    return new StoredForm<>(type).serde();
  }

  private static <K, V> StoreBuilder<?> store(
      Function<String, KeyValueBytesStoreSupplier> stores,
      String name,
      Serde<K> keys,
      Serde<V> values) {
    return Stores.keyValueStoreBuilder(stores.apply(name), keys, values);
  }
}
