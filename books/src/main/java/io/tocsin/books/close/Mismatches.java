package io.tocsin.books.close;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What keeps a day from being closed: all of it counted, the first of each kind by name.
public final class Mismatches {
  /// How many of each kind are named.
  static final int NAMED = 20;

  private final Map<Mismatch.Kind, Long> counts = new EnumMap<>(Mismatch.Kind.class);
  private final List<Mismatch> named = new ArrayList<>();

  /// Adds one.
  void add(Mismatch.Kind kind, String record, String sentence) {
    if (counts.merge(kind, 1L, Long::sum) <= NAMED) {
      named.add(new Mismatch(kind, record, sentence));
    }
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /// Whether waiting may help: all of it may still come.
  boolean mayPass() {
    return counts.keySet().stream().allMatch(Mismatch.Kind::passes);
  }

  /// How many there are of each kind.
  public Map<Mismatch.Kind, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /// The first of each kind.
  public List<Mismatch> named() {
    return named.stream().sorted(Comparator.comparing(Mismatch::kind)).toList();
  }

  /// One sentence: how many of what.
  public String sentence() {
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey().words())
        .collect(Collectors.joining(", "));
  }

  /// The whole of it for a person, each line ended by a line feed.
  public String text() {
    var text = new StringBuilder();
    counts.forEach(
        (kind, count) -> {
          text.append("%d %s:\n".formatted(count, kind.words()));
          named.stream()
              .filter(m -> m.kind() == kind)
              .forEach(
                  m ->
                      text.append("  ")
                          .append(m.record())
                          .append(": ")
                          .append(m.sentence())
                          .append('\n'));
          if (count > NAMED) {
            text.append("  … and %d more\n".formatted(count - NAMED));
          }
        });
    return text.toString();
  }
}
