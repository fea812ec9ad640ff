package io.tocsin.policy.rulebook;

/// Something in a valid rulebook that is probably not meant so, and where.
///
/// @param line from 1
/// @param column from 1, in characters
/// @param message what it is, for a reader who does not program
public record RulebookWarning(int line, int column, String message)
    implements Comparable<RulebookWarning> {
  @Override
  public int compareTo(RulebookWarning other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// The warning as it is shown: `line 12, column 7: …`.
  @Override
  public String toString() {
    return "line %d, column %d: %s".formatted(line, column, message);
  }
}
