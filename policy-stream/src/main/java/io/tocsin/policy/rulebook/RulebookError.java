package io.tocsin.policy.rulebook;

/// One thing that is wrong in a rulebook, and where.
///
/// @param line from 1
/// @param column from 1, in characters
/// @param message what is wrong and how to mend it, for a reader who does not program
public record RulebookError(int line, int column, String message)
    implements Comparable<RulebookError> {
  @Override
  public int compareTo(RulebookError other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// The error as it is shown: `line 12, column 7: …`.
  @Override
  public String toString() {
    return "line %d, column %d: %s".formatted(line, column, message);
  }
}
