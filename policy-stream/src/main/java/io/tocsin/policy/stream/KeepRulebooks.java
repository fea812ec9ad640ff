package io.tocsin.policy.stream;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps every published rulebook as the bytes that it was published as. Nothing is decoded here:
/// the store fills before the first event is read, whether or not the registry answers, and it
/// fills in the same way at every start.
final class KeepRulebooks extends ContextualProcessor<String, byte[], Void, Void> {
  @Override
  public void process(Record<String, byte[]> rulebook) {
    KeyValueStore<String, byte[]> store = context().getStateStore(PolicyTopology.RULEBOOK_STORE);
    String key = rulebook.key();
    byte @Nullable [] value = rulebook.value();
    if (key != null) { // Nothing can be kept without a name; the library says what is missing.
      put(store, key, value);
    }
  }

  // A null value deletes; the store's declaration does not say so.
  @SuppressWarnings("NullAway")
  private static void put(
      KeyValueStore<String, byte[]> store, String key, byte @Nullable [] value) {
    store.put(key, value);
  }
}
