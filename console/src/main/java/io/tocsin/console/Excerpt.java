package io.tocsin.console;

import java.util.List;

/// The beginning of a list that may be longer than what is shown.
///
/// @param rows what is shown
/// @param total how many there are
record Excerpt<T>(List<T> rows, long total) {
  /// Whether something is not shown.
  boolean isCut() {
    return rows.size() < total;
  }
}
