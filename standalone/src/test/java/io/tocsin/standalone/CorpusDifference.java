package io.tocsin.standalone;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where two documents differ, one line each, as a person would say it.
final class CorpusDifference {
  private final List<String> lines = new ArrayList<>();

  private CorpusDifference() {}

  /// The differences; empty where there is none. Single values are compared as they are written.
  static List<String> between(Object expected, Object actual) {
    var difference = new CorpusDifference();
    difference.compare("", expected, actual);
    return difference.lines;
  }

  private void compare(String at, @Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Map<?, ?> left && actual instanceof Map<?, ?> right) {
      var keys = new LinkedHashSet<Object>(left.keySet());
      keys.addAll(right.keySet());
      keys.forEach(
          key -> compare(at.isEmpty() ? "" + key : at + "." + key, left.get(key), right.get(key)));
    } else if (expected instanceof List<?> left && actual instanceof List<?> right) {
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        compare(
            "%s[%d]".formatted(at, i + 1),
            i < left.size() ? left.get(i) : null,
            i < right.size() ? right.get(i) : null);
      }
    } else if (!words(expected).equals(words(actual))) {
      lines.add("%s: expected %s, was %s".formatted(at, words(expected), words(actual)));
    }
  }

  private static String words(@Nullable Object value) {
    return value == null ? "nothing" : value.toString();
  }
}
