package io.tocsin.normalizer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// What one task remembers of events, up to the horizon.
///
/// An event is forgotten when the task's clock has gone on by more than the horizon since it was
/// met first; later deliveries of it do not prolong that. The clock is the highest record timestamp
/// that the task has met, so it depends on the log only. Beside each event stands an entry in the
/// store [NormalizerTopology#AGE_STORE], ordered by age, so that forgetting reads nothing but what
/// is forgotten. What has expired and is not yet deleted counts as forgotten already.
final class Memory {
  private static final byte[] NOTHING = {};

  private final KeyValueStore<String, SeenEvent> seen;
  private final KeyValueStore<Bytes, byte[]> byAge;
  private final long horizon;

  /// No entry stands before this one: what stood there was deleted, and new ones are younger.
  private Bytes oldest = ageKey(0, "");

  private boolean unfinished;

  Memory(
      KeyValueStore<String, SeenEvent> seen, KeyValueStore<Bytes, byte[]> byAge, Duration horizon) {
    this.seen = seen;
    this.byAge = byAge;
    this.horizon = horizon.toMillis();
  }

  /// What is remembered of an event; null where that is nothing.
  ///
  /// @param clock what the task's clock says, milliseconds since 1970 UTC
  @Nullable SeenEvent recall(String eventKey, long clock) {
    SeenEvent event = seen.get(eventKey);
    if (event == null || !expired(event.getFirstSeenAt(), clock)) {
      return event;
    }
    byAge.delete(ageKey(event.getFirstSeenAt(), eventKey));
    seen.delete(eventKey);
    return null;
  }

  /// Remembers an event.
  ///
  /// @param before what was recalled of it
  void remember(String eventKey, @Nullable SeenEvent before, SeenEvent after) {
    seen.put(eventKey, after);
    if (before == null) {
      byAge.put(ageKey(after.getFirstSeenAt(), eventKey), NOTHING);
    }
  }

  /// Deletes what has expired, oldest first.
  ///
  /// @param atMost how much of it
  /// @return how many events were forgotten
  int forget(long clock, int atMost) {
    long before = clock - horizon;
    if (before <= 0) {
      return 0;
    }
    Bytes end = ageKey(before, "");
    int forgotten = 0;
    try (KeyValueIterator<Bytes, byte[]> expired = byAge.range(oldest, end)) {
      while (forgotten < atMost && expired.hasNext()) {
        KeyValue<Bytes, byte[]> entry = expired.next();
        byAge.delete(entry.key);
        seen.delete(eventKey(entry.key));
        oldest = entry.key;
        forgotten++;
      }
      unfinished = expired.hasNext();
    }
    if (!unfinished) {
      oldest = end;
    }
    return forgotten;
  }

  /// Whether the last call of [#forget] left something over.
  boolean unfinished() {
    return unfinished;
  }

  /// Whether a time is older than the horizon.
  boolean expired(long time, long clock) {
    return time < clock - horizon;
  }

  /// Eight bytes of the time, big-endian, then the event key in UTF-8. Times are not negative, so
  /// the order of bytes is that of time.
  static Bytes ageKey(long firstSeenAt, String eventKey) {
    byte[] key = eventKey.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + key.length).putLong(firstSeenAt).put(key).array());
  }

  private static String eventKey(Bytes ageKey) {
    byte[] bytes = ageKey.get();
    return new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8);
  }
}
