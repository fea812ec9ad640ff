package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.Registry;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/// The normalizer's topology: every raw topic, and what is replayed of them, in, canonical events,
/// their moves from site to site, deliveries and dead letters out.
///
/// Its guarantee is exactly-once (`exactly_once_v2`): what it remembers of an event, what it puts
/// out and how far it has read change in one transaction. Less would, after a crash between store
/// and output, take an event for its own duplicate and lose it.
///
/// Keys are read as bytes and values too, so that nothing unreadable can stop it. One task reads
/// partition n of every raw topic and of the replay topic; an event's deliveries stand in one
/// partition, since the event key is the raw key, and a replayed record stands in the partition of
/// the same number, so it meets the memory of its event.
public final class NormalizerTopology {
  /// Name of the stream app: consumer group, prefix of its internal topics. A change starts with an
  /// empty memory.
  public static final String APPLICATION_ID = "tocsin-normalizer";

  static final String SEEN_STORE = "seen";
  static final String AGE_STORE = "seen-by-age";
  static final String SITES_STORE = "sites";
  static final String CODES_STORE = "code-mappings";
  static final String CANONICAL_SINK = "to-canonical";
  static final String MOVED_SINK = "to-moved";
  static final String DELIVERIES_SINK = "to-deliveries";
  static final String DEAD_LETTER_SINK = "to-dead-letters";

  private static final String RAW_SOURCE = "from-raw";
  private static final String REPLAY_SOURCE = "from-replay";
  private static final String NORMALIZE = "normalize";
  private static final String SITES_SOURCE = "from-sites";
  private static final String SITES_WRITER = "keep-sites";
  private static final String CODES_SOURCE = "from-code-mappings";
  private static final String CODES_WRITER = "keep-code-mappings";

  private final Parts parts;

  /// What the topology is made of.
  ///
  /// @param serdes make the readers and writers of our records
  /// @param registry tells a bad record from an outage
  /// @param vendors every vendor's adapter
  /// @param sources how a source is read, by its name
  /// @param refiner what is done to a statement before it is remembered
  /// @param bodies gets the bodies of raw records
  /// @param mapper puts facts and configuration together
  /// @param horizon how long an event is remembered
  /// @param metrics counts what is done
  public record Parts(
      AvroSerdes serdes,
      Registry registry,
      List<VendorMapper> vendors,
      Function<String, Source> sources,
      Refiner refiner,
      Bodies bodies,
      ContentMapper mapper,
      Duration horizon,
      NormalizerMetrics metrics) {
    public Parts {
      vendors = List.copyOf(vendors);
    }
  }

  public NormalizerTopology(Parts parts) {
    this.parts = parts;
  }

  /// The topology, its memory on disk.
  public Topology build() {
    return build(Stores::persistentKeyValueStore);
  }

  /// The topology.
  ///
  /// @param stores makes the store of a name that holds the memory
  public Topology build(Function<String, KeyValueBytesStoreSupplier> stores) {
    var topology = new Topology();
    addConfig(topology, SITES_STORE, SITES_SOURCE, Topics.CONFIG_SITES, SITES_WRITER);
    addConfig(topology, CODES_STORE, CODES_SOURCE, Topics.CONFIG_CODE_MAPPINGS, CODES_WRITER);
    var judge = new Judge(parts);
    topology.addSource(
        AutoOffsetReset.earliest(),
        RAW_SOURCE,
        new RecordTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topics.rawTopics());
    topology.addSource(
        AutoOffsetReset.earliest(),
        REPLAY_SOURCE,
        new ReplayTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topics.REPLAY);
    topology.addProcessor(
        NORMALIZE, () -> new NormalizerProcessor(judge, parts), RAW_SOURCE, REPLAY_SOURCE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(stores.apply(SEEN_STORE), Serdes.String(), SeenEvents.serde()),
        NORMALIZE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(stores.apply(AGE_STORE), Serdes.Bytes(), Serdes.ByteArray()),
        NORMALIZE);
    topology.addSink(
        CANONICAL_SINK,
        Topics.CANONICAL,
        new StringSerializer(),
        new OutageAwareSerializer<>(parts.serdes().<CanonicalEvent>serializer(), parts.registry()),
        NORMALIZE);
    topology.addSink(
        MOVED_SINK,
        Topics.MOVED,
        new StringSerializer(),
        new OutageAwareSerializer<>(parts.serdes().<EventMoved>serializer(), parts.registry()),
        NORMALIZE);
    topology.addSink(
        DELIVERIES_SINK,
        Topics.DELIVERIES,
        new StringSerializer(),
        new OutageAwareSerializer<>(parts.serdes().<DeliveryOutcome>serializer(), parts.registry()),
        NORMALIZE);
    topology.addSink(
        DEAD_LETTER_SINK,
        Topics.DLQ_NORMALIZER,
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        NORMALIZE);
    return topology;
  }

  // In memory: small, and read afresh from its topic to the end before the first event is taken, at
  // every start.
  private static void addConfig(
      Topology topology, String store, String source, String topic, String writer) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled(),
        source,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topic,
        writer,
        () -> new ConfigStoreWriter(store));
  }
}
