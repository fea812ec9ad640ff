package io.tocsin.policy.rulebook;

import java.util.HashMap;
import java.util.Map;

/// The ids of one kind that were met so far; notes an error where one is used again.
final class UniqueIds {
  private final String what;
  private final Map<String, Integer> lines = new HashMap<>();

  /// @param what how messages call one, for example `rule`
  UniqueIds(String what) {
    this.what = what;
  }

  /// Takes note of the id of a section.
  void add(Section section, String id) {
    int line = section.at("id").getStartMark().getLine() + 1;
    Integer first = lines.putIfAbsent(id, line);
    if (first != null) {
      section
          .document()
          .error(
              section.at("id"),
              "%s id '%s' is used twice, first in line %d".formatted(what, id, first));
    }
  }
}
