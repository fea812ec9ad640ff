package io.tocsin.books.proof;

import java.util.ArrayList;
import java.util.List;

/// What was found not to be as it was sealed: one sentence each, with its place. The first are kept
/// and the others counted.
final class Findings {
  private static final int MOST = 100;

  private final List<String> sentences = new ArrayList<>();
  private int found;

  void add(String place, String sentence) {
    found++;
    if (sentences.size() < MOST) {
      sentences.add("%s: %s".formatted(place, sentence));
    }
  }

  /// How many there are by now.
  int count() {
    return found;
  }

  List<String> sentences() {
    var all = new ArrayList<>(sentences);
    if (found > MOST) {
      all.add("and %d more".formatted(found - MOST));
    }
    return List.copyOf(all);
  }
}
