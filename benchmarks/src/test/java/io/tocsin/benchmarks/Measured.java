package io.tocsin.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.Bodies;
import io.tocsin.normalizer.ContentMapper;
import io.tocsin.normalizer.NormalizerMetrics;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.normalizer.Refiner;
import io.tocsin.normalizer.redact.RedactionRules;
import io.tocsin.normalizer.redact.Redactor;
import io.tocsin.normalizer.tracktik.TrackTikMapper;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.registry.HttpRegistry;
import io.tocsin.schemas.AvroSerdes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/// The topologies that are compared.
final class Measured {
  /// Where the baselines put what they read.
  static final String OUT = "benchmark.out";

  /// Store of the baseline that remembers hashes.
  static final String HASHES = "hashes";

  static final Duration HORIZON = Duration.ofDays(90);

  private Measured() {}

  /// Reads every raw record and writes its bytes on: what Kafka Streams costs by itself.
  static Topology passThrough() {
    return passThrough(Reports.TOPIC);
  }

  /// The same of any topic.
  static Topology passThrough(String topic) {
    return source(topic)
        .addProcessor("pass", PassOn::new, "from-raw")
        .addSink("to-out", OUT, new ByteArraySerializer(), new ByteArraySerializer(), "pass");
  }

  /// Remembers for each key the SHA-256 of the last value, and writes on what is not the same
  /// again: the least that any dedup must do. It knows nothing of roads, revisions, horizon or
  /// content.
  static Topology keyToHash() {
    Topology topology = source(Reports.TOPIC);
    topology.addProcessor("dedup", HashDedup::new, "from-raw");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(HASHES), Serdes.ByteArray(), Serdes.ByteArray()),
        "dedup");
    return topology.addSink(
        "to-out", OUT, new ByteArraySerializer(), new ByteArraySerializer(), "dedup");
  }

  /// The normalizer, with the redaction rules that it ships with.
  static Topology normalizer(MeterRegistry meters) {
    var redactor = new Redactor(RedactionRules.shipped());
    return normalizer(meters, (raw, said, source) -> redactor.redacted(said));
  }

  static Topology normalizer(MeterRegistry meters, Refiner refiner) {
    String registry = TestStack.registry().url();
    return new NormalizerTopology(
            new NormalizerTopology.Parts(
                new AvroSerdes(registry),
                new HttpRegistry(registry),
                List.of(new TrackTikMapper()),
                Reports::source,
                refiner,
                new Bodies(null),
                new ContentMapper(Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(730)),
                HORIZON,
                new NormalizerMetrics(meters)))
        .build();
  }

  private static Topology source(String topic) {
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            "from-raw",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topic);
  }

  private static final class PassOn implements Processor<byte[], byte[], byte[], byte[]> {
    private ProcessorContext<byte[], byte[]> context;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      context.forward(record);
    }
  }

  private static final class HashDedup implements Processor<byte[], byte[], byte[], byte[]> {
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<byte[], byte[]> hashes;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
      this.hashes = context.getStateStore(HASHES);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      byte[] hash = HexFormat.of().parseHex(Sha256.of(record.value()));
      if (!Arrays.equals(hashes.get(record.key()), hash)) {
        hashes.put(record.key(), hash);
        context.forward(record);
      }
    }
  }
}
