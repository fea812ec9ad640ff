package io.tocsin.normalizer.redact;

import io.tocsin.normalizer.vendor.Mapped.Withheld;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the withheld words of one body in its texts: as whole words, whatever their case and the
/// space between them.
final class WithheldWords {
  /// Shorter ones would be found everywhere.
  private static final int SHORTEST = 3;

  private static final int MOST = 1_000;
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}\\u00A0]+");

  /// Nothing is withheld.
  private static final WithheldWords NONE = new WithheldWords(Map.of());

  private final Map<String, String> whyByKey;
  private final Optional<Pattern> pattern;

  private WithheldWords(Map<String, String> whyByKey) {
    this.whyByKey = whyByKey;
    this.pattern =
        whyByKey.isEmpty() || whyByKey.size() > MOST
            ? Optional.empty()
            : Optional.of(
                Pattern.compile(
                    whyByKey.keySet().stream()
                        // The longest first: a full name before one of its names.
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(WithheldWords::literal)
                        .collect(
                            Collectors.joining(
                                "|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
  }

  /// The withheld words of one body.
  static WithheldWords of(List<Withheld> all) {
    if (all.isEmpty()) {
      return NONE;
    }
    var whyByKey = new LinkedHashMap<String, String>();
    for (Withheld one : all) {
      String key = key(one.words());
      if (key.length() >= SHORTEST) {
        whyByKey.putIfAbsent(key, one.why());
      }
    }
    return new WithheldWords(whyByKey);
  }

  /// Those that are not numbers only: where a text is itself a number of the panel, an equal number
  /// elsewhere says nothing of it.
  WithheldWords withoutNumbers() {
    var words = new HashMap<>(whyByKey);
    words.keySet().removeIf(key -> key.chars().allMatch(Character::isDigit));
    return words.size() == whyByKey.size() ? this : new WithheldWords(words);
  }

  /// The text with every finding replaced by its reason in brackets; reasons are added to `found`.
  /// Where there are more withheld words than a text can be searched for, nothing of it is left.
  String applied(String text, Set<String> found) {
    if (whyByKey.size() > MOST) {
      found.add(Withheld.PERSONAL);
      return "[" + Withheld.PERSONAL + "]";
    }
    if (pattern.isEmpty()) {
      return text;
    }
    return pattern
        .get()
        .matcher(text)
        .replaceAll(
            match -> {
              String why = whyByKey.getOrDefault(key(match.group()), Withheld.PERSONAL);
              found.add(why);
              return Matcher.quoteReplacement("[" + why + "]");
            });
  }

  private static String key(String words) {
    return SPACE.matcher(words).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  private static String literal(String key) {
    return Arrays.stream(key.split(" ", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining("[\\s\\u00A0]+"));
  }
}
