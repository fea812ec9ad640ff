package io.tocsin.normalizer.vendor;

import org.jspecify.annotations.Nullable;

/// A severity as a source writes it.
public final class Severity {
  private Severity() {}

  /// 1 (most severe) to 5 where the words are such a number; null otherwise.
  public static @Nullable Integer of(@Nullable String words) {
    return words != null && words.length() == 1 && words.charAt(0) >= '1' && words.charAt(0) <= '5'
        ? Integer.valueOf(words)
        : null;
  }
}
