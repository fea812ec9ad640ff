package io.tocsin.policy.rulebook;

import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out whether a pattern of a condition can be used. RE2 matches in linear time, but it
/// unrolls counted repetitions: `(a{900}){900}` would be a program of 810,000 steps.
final class PatternCheck {
  private static final int LONGEST = 200;
  private static final int MOST_REPETITIONS = 1_000;
  private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{0,9})(?:,([0-9]{0,9}))?}");

  private PatternCheck() {}

  /// What is wrong with a pattern, in words; empty where nothing is.
  static Optional<String> problemOf(String pattern) {
    if (pattern.length() > LONGEST) {
      return Optional.of("the pattern is longer than %d characters".formatted(LONGEST));
    }
    if (repetitions(pattern) > MOST_REPETITIONS) {
      return Optional.of("the pattern repeats too often; use + or * for a count in braces");
    }
    try {
      com.google.re2j.Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("the pattern cannot be read: " + e.getDescription());
    }
  }

  /// The product of all counts: what they would come to if each stood inside the other.
  private static long repetitions(String pattern) {
    long product = 1;
    Matcher counts = COUNTS.matcher(pattern);
    while (counts.find() && product <= MOST_REPETITIONS) {
      product *= Math.max(1, Math.max(count(counts.group(1)), count(counts.group(2))));
    }
    return product;
  }

  private static long count(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
