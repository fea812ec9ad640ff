package io.tocsin.policy.backtest;

import java.util.ArrayList;
import java.util.List;

/// Records that could not be read, so that they have no part in the figures. All are counted, the
/// first hundred are named.
public final class Unread {
  private static final int MOST_NAMED = 100;

  private final List<Entry> named = new ArrayList<>();
  private int count;

  /// One record.
  ///
  /// @param where topic, then partition and offset, or key
  /// @param reason why, without anything of its content
  record Entry(String where, String reason) {}

  /// Takes note of one.
  ///
  /// @param where topic, then partition and offset, or key
  /// @param reason why, without anything of its content
  public void add(String where, String reason) {
    count++;
    if (named.size() < MOST_NAMED) {
      named.add(new Entry(where, reason));
    }
  }

  /// How many.
  public int count() {
    return count;
  }

  List<Entry> named() {
    return List.copyOf(named);
  }
}
