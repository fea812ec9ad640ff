package io.tocsin.policy.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Which keys changed, in order, each at its last change. Lives as long as the process; safe for
/// use by several threads.
final class ChangeLog {
  private final NavigableMap<Long, String> byNumber = new TreeMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private long end;

  /// What changed after some point, and the point to ask from the next time.
  record Changes(List<String> keys, long end) {}

  synchronized void add(String key) {
    end++;
    byNumber.put(end, key);
    Long before = last.put(key, end);
    if (before != null) {
      byNumber.remove(before);
    }
  }

  /// @param point a point that was given; 0 for everything
  synchronized Changes since(long point) {
    return point == end
        ? new Changes(List.of(), end)
        : new Changes(List.copyOf(byNumber.tailMap(point, false).values()), end);
  }
}
