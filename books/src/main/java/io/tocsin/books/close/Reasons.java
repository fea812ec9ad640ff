package io.tocsin.books.close;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Records by the reason why they are where they are: all counted, the first of each named.
final class Reasons {
  private static final int NAMED = 5;

  /// The records of one reason.
  ///
  /// @param count how many there are
  /// @param named the first of them
  record Group(long count, List<String> named) {}

  private final SortedMap<String, List<String>> named = new TreeMap<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();

  void add(@Nullable String reason, String record) {
    String code = reason == null ? "no reason" : reason;
    counts.merge(code, 1L, Long::sum);
    List<String> first = named.computeIfAbsent(code, c -> new ArrayList<>());
    if (first.size() < NAMED) {
      first.add(record);
    }
  }

  /// By reason code.
  SortedMap<String, Group> groups() {
    var groups = new TreeMap<String, Group>();
    counts.forEach(
        (code, count) ->
            groups.put(code, new Group(count, List.copyOf(named.getOrDefault(code, List.of())))));
    return groups;
  }
}
