package io.tocsin.policy.rulebook;

import java.util.List;

/// What came of compiling a condition.
sealed interface ConditionReading {
  /// It can be used.
  record Usable(Condition condition) implements ConditionReading {}

  /// It cannot.
  ///
  /// @param problems everything that was found; at least one
  record Refused(List<Problem> problems) implements ConditionReading {}

  /// One problem.
  ///
  /// @param offset where in the condition's text, in characters from 0
  /// @param message what is wrong, in words
  record Problem(int offset, String message) {}
}
