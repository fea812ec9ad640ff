package io.tocsin.normalizer.vendor;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a source's words or numbers of severity mean: scales run both ways, so none is assumed.
///
/// @param levels 1 (most severe) to 5, by the source's word in lower case
public record SeverityScale(Map<String, Integer> levels) {
  /// No word is known.
  public static final SeverityScale NONE = new SeverityScale(Map.of());

  private static final int LEAST_SEVERE = 5;

  /// @throws IllegalArgumentException where a level is not one of 1 to 5, or two spellings of one
  /// word differ in more than case
  public SeverityScale {
    var lowerCase = new HashMap<String, Integer>();
    levels.forEach(
        (word, level) -> {
          if (level < 1 || level > LEAST_SEVERE) {
            throw new IllegalArgumentException(
                "'%s' means 1 (most severe) to 5, not %d".formatted(word, level));
          }
          Integer other = lowerCase.put(key(word), level);
          if (other != null && !other.equals(level)) {
            throw new IllegalArgumentException("'%s' is there with two meanings".formatted(word));
          }
        });
    levels = Map.copyOf(lowerCase);
  }

  /// 1 to 5; null where the scale does not know the word.
  public @Nullable Integer of(String word) {
    return levels.get(key(word));
  }

  private static String key(String word) {
    return word.strip().toLowerCase(Locale.ROOT);
  }
}
