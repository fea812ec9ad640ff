package io.tocsin.policy.stream;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/// One task under exactly-once: its stores, what it has read and what it puts out change together
/// at a commit, and a crash takes all three back to the last one.
final class SimulatedTask {
  /// One partition of a topic.
  ///
  /// @param records grows while tasks read
  record Partition(String topic, List<KeyValue<byte[], byte[]>> records) {}

  private final int number;
  private final List<Partition> inputs;
  private final Supplier<Processor<byte[], byte[], byte[], byte[]>> processors;
  private final Supplier<Set<StoreBuilder<?>>> builders;
  private final List<StateStore> global;
  private final Consumer<CapturedForward<? extends byte[], ? extends byte[]>> committed;
  private final Map<String, Map<Object, Object>> storesAtCommit = new HashMap<>();
  private final int[] read;
  private int[] readAtCommit;

  private MockProcessorContext<byte[], byte[]> context;
  private Processor<byte[], byte[], byte[], byte[]> processor;
  private List<KeyValueStore<Object, Object>> stores;

  /// @param number the partition of all its inputs
  /// @param global stores that all tasks read
  /// @param committed told of each output once it is committed
  SimulatedTask(
      int number,
      List<Partition> inputs,
      Supplier<Processor<byte[], byte[], byte[], byte[]>> processors,
      Supplier<Set<StoreBuilder<?>>> builders,
      List<StateStore> global,
      Consumer<CapturedForward<? extends byte[], ? extends byte[]>> committed) {
    this.number = number;
    this.inputs = inputs;
    this.processors = processors;
    this.builders = builders;
    this.global = global;
    this.committed = committed;
    this.read = new int[inputs.size()];
    this.readAtCommit = read.clone();
    start();
  }

  static MockProcessorContext<byte[], byte[]> context(int number) {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    return new MockProcessorContext<>(config, new TaskId(0, number), new File("target/simulation"));
  }

  @SuppressWarnings("unchecked") // Whatever the stores hold, it is only carried to and fro.
  private void start() {
    context = context(number);
    context.setCurrentStreamTimeMs(PolicySimulation.NOW);
    global.forEach(context::addStateStore);
    stores = new ArrayList<>();
    for (StoreBuilder<?> builder : builders.get()) {
      var store = (KeyValueStore<Object, Object>) builder.withLoggingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      storesAtCommit.getOrDefault(store.name(), Map.of()).forEach(store::put);
      stores.add(store);
    }
    processor = processors.get();
    processor.init(context);
  }

  int inputs() {
    return inputs.size();
  }

  boolean hasNext(int input) {
    return read[input] < inputs.get(input).records().size();
  }

  /// Reads the next record of an input.
  void read(int input) {
    Partition partition = inputs.get(input);
    int offset = read[input]++;
    KeyValue<byte[], byte[]> next = partition.records().get(offset);
    context.setRecordMetadata(partition.topic(), number, offset);
    processor.process(new Record<>(next.key, next.value, PolicySimulation.NOW));
  }

  void punctuate() {
    context
        .scheduledPunctuators()
        .forEach(scheduled -> scheduled.getPunctuator().punctuate(PolicySimulation.NOW));
  }

  /// Commits.
  ///
  /// @return how much was put out
  int commit() {
    List<CapturedForward<? extends byte[], ? extends byte[]>> out =
        List.copyOf(context.forwarded());
    context.resetForwards();
    readAtCommit = read.clone();
    for (KeyValueStore<Object, Object> store : stores) {
      var contents = new HashMap<Object, Object>();
      try (KeyValueIterator<Object, Object> all = store.all()) {
        all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
      }
      storesAtCommit.put(store.name(), contents);
    }
    out.forEach(committed);
    return out.size();
  }

  /// Ends without a commit and starts again where the last one was.
  void crash() {
    processor.close();
    stores.forEach(KeyValueStore::close);
    System.arraycopy(readAtCommit, 0, read, 0, read.length);
    start();
  }

  /// Contents of a store at the last commit.
  Map<Object, Object> store(String name) {
    return storesAtCommit.getOrDefault(name, Map.of());
  }
}
