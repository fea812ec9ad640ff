package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a number of a rulebook from its text, digit by digit: a price must never pass through
/// binary floating point.
final class ExactDecimal {
  /// Digits after the point that every store of ours keeps.
  static final int SCALE = 4;

  private static final Pattern WRITTEN = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?");
  private static final Pattern TOO_FINE = Pattern.compile("[0-9]+\\.[0-9]{5,}");

  private ExactDecimal() {}

  /// The number, four decimals; empty where the text is none.
  static Optional<BigDecimal> of(String text) {
    return WRITTEN.matcher(text).matches()
        ? Optional.of(new BigDecimal(text).setScale(SCALE))
        : Optional.empty();
  }

  /// Why a text is no such number, as the end of a sentence.
  static String whyNot(String text) {
    if (text.indexOf(',') >= 0) {
      return "write a point before the decimals and nothing between the thousands, for example"
          + " 1250.50";
    }
    if (text.startsWith("-")) {
      return "it cannot be less than zero";
    }
    if (TOO_FINE.matcher(text).matches()) {
      return "at most four decimals are kept";
    }
    return "write a plain number below one thousand million, for example 85.00";
  }
}
