package io.tocsin.policy.account;

import io.tocsin.policy.decision.Draft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one account keeps: the draft of each of its events, and marks, which are short texts by
/// sorted texts.
public interface AccountStore {
  /// A mark.
  record Mark(String key, String value) {}

  /// The draft of an event; null where the account has none.
  @Nullable Draft draft(String eventKey);

  /// Puts the draft of an event in the place of the one before.
  ///
  /// @param draft null to take it away
  void put(String eventKey, @Nullable Draft draft);

  /// The value of a mark; null where there is none.
  @Nullable String mark(String key);

  /// Sets a mark.
  ///
  /// @param value null to take it away
  void mark(String key, @Nullable String value);

  /// Marks between two texts, in the order [io.tocsin.policy.index.SortedText#ORDER] or in the
  /// opposite one.
  ///
  /// @param from first text
  /// @param to first text after
  /// @param backwards whether the last comes first
  /// @param most how many at most; those that come first
  List<Mark> marks(String from, String to, boolean backwards, int most);
}
