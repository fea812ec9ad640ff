package io.tocsin.policy.stream;

import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps what operators published as the bytes that it was published as, and tells of each change.
/// Nothing is decoded here: the store fills before the first event is read, whether or not the
/// registry answers.
final class KeepDocuments extends ContextualProcessor<String, byte[], Void, Void> {
  private final String storeName;
  private final Consumer<String> changed;

  /// @param changed told of the key of each change
  KeepDocuments(String storeName, Consumer<String> changed) {
    this.storeName = storeName;
    this.changed = changed;
  }

  @Override
  public void process(Record<String, byte[]> document) {
    KeyValueStore<String, byte[]> store = context().getStateStore(storeName);
    String key = document.key();
    byte @Nullable [] value = document.value();
    if (key != null) { // Nothing can be kept without a name.
      put(store, key, value);
      changed.accept(key);
    }
  }

  // A null value deletes; the store's declaration does not say so.
  @SuppressWarnings("NullAway")
  private static void put(
      KeyValueStore<String, byte[]> store, String key, byte @Nullable [] value) {
    store.put(key, value);
  }
}
