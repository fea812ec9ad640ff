package io.tocsin.platform.reading;

import org.jspecify.annotations.Nullable;

/// A vendor's words, made fit to be a field.
public final class Words {
  private static final int MAX_LENGTH = 500;

  private Words() {}

  /// The words without surrounding space and without control characters and line separators
  /// (databases refuse NUL), at most 500 characters; null where nothing is left.
  public static @Nullable String clean(@Nullable String words) {
    if (words == null) {
      return null;
    }
    String line = words.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ").strip();
    if (line.isEmpty()) {
      return null;
    }
    if (line.length() <= MAX_LENGTH) {
      return line;
    }
    // Half a character is none that a database takes.
    boolean inPair = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 1));
    return line.substring(0, inPair ? MAX_LENGTH - 1 : MAX_LENGTH);
  }
}
