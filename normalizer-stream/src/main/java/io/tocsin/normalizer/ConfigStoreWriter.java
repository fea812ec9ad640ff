package io.tocsin.normalizer;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps a global store as a copy of its configuration topic, byte for byte.
final class ConfigStoreWriter implements Processor<String, byte[], Void, Void> {
  private final String storeName;
  private @Nullable KeyValueStore<String, byte[]> store;

  ConfigStoreWriter(String storeName) {
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(storeName);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (store != null && record.key() != null) {
      store.put(record.key(), record.value());
    }
  }
}
