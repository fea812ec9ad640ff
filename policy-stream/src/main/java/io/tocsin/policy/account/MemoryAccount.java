package io.tocsin.policy.account;

import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.index.SortedText;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An account in memory. Not for several threads.
public final class MemoryAccount implements AccountStore {
  private final Map<String, Draft> drafts = new TreeMap<>(SortedText.ORDER);
  private final NavigableMap<String, String> marks = new TreeMap<>(SortedText.ORDER);

  /// The keys of all events, in the order [SortedText#ORDER].
  public List<String> keys() {
    return List.copyOf(drafts.keySet());
  }

  @Override
  public @Nullable Draft draft(String eventKey) {
    return drafts.get(eventKey);
  }

  @Override
  public void put(String eventKey, @Nullable Draft draft) {
    if (draft == null) {
      drafts.remove(eventKey);
    } else {
      drafts.put(eventKey, draft);
    }
  }

  @Override
  public @Nullable String mark(String key) {
    return marks.get(key);
  }

  @Override
  public void mark(String key, @Nullable String value) {
    if (value == null) {
      marks.remove(key);
    } else {
      marks.put(key, value);
    }
  }

  @Override
  public List<Mark> marks(String from, String to, boolean backwards, int most) {
    NavigableMap<String, String> range = marks.subMap(from, true, to, false);
    return (backwards ? range.descendingMap() : range)
        .entrySet().stream()
            .limit(most)
            .map(mark -> new Mark(mark.getKey(), mark.getValue()))
            .toList();
  }
}
