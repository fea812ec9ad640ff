package io.tocsin.policy.rulebook;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The known word that a writer probably meant.
public final class Suggestion {
  private static final int FARTHEST = 3;

  private Suggestion() {}

  /// `; did you mean x?`, or nothing where no known word is near.
  public static String of(String written, Collection<String> known) {
    return nearest(written, known).map("; did you mean %s?"::formatted).orElse("");
  }

  /// The same, and then every word there is.
  public static String orOneOf(String written, Collection<String> known) {
    String words = String.join(", ", known);
    return nearest(written, known)
        .map(word -> "; did you mean %s? It is one of %s".formatted(word, words))
        .orElse("; it is one of " + words);
  }

  private static Optional<String> nearest(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    int farthest = Math.min(FARTHEST, written.length() / 2);
    return known.stream()
        .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT)) <= farthest)
        .min(
            Comparator.comparingInt((String word) -> distance(lower, word.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Levenshtein distance: letters added, dropped or changed.
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(row[j - 1], above[j]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
