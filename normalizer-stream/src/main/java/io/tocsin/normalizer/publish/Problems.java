package io.tocsin.normalizer.publish;

import java.util.ArrayList;
import java.util.List;

/// What is wrong with some files, in the order in which it was found.
final class Problems {
  private final List<String> all = new ArrayList<>();

  /// @param line line number, from 1
  void add(String file, int line, String what) {
    all.add("%s:%d: %s".formatted(file, line, what));
  }

  /// Ends the publication where there is any problem.
  void refuseIfAny() {
    if (!all.isEmpty()) {
      throw new ConfigRefusedException(all);
    }
  }
}
