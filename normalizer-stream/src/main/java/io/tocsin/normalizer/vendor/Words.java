package io.tocsin.normalizer.vendor;

import org.jspecify.annotations.Nullable;

/// A vendor's words, made fit to be a field.
public final class Words {
  private static final int MAX_LENGTH = 500;

  private Words() {}

  /// The words without surrounding space and without control characters (databases refuse NUL), at
  /// most 500 characters; null where nothing is left.
  public static @Nullable String clean(@Nullable String words) {
    if (words == null) {
      return null;
    }
    String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
    if (line.isEmpty()) {
      return null;
    }
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
  }
}
