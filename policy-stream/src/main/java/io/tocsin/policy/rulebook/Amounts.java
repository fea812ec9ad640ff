package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.util.Optional;

/// Reads what money is made of: units and prices.
final class Amounts {
  static final String UNIT_PRICE = "unit-price";
  static final String MINIMUM_UNITS = "minimum-units";

  /// Keeps the largest amount inside the nineteen digits that every store of ours keeps.
  private static final BigDecimal MOST_UNITS = new BigDecimal(100_000);

  private static final int LONGEST_UNIT = 60;

  private Amounts() {}

  /// What one unit is.
  static Optional<String> unit(Section section) {
    return Values.words(section, "unit", LONGEST_UNIT);
  }

  /// A number of units; zero is one.
  static Optional<BigDecimal> units(Section section, String key) {
    Optional<BigDecimal> units = Values.decimal(section, key);
    if (units.isPresent() && units.get().compareTo(MOST_UNITS) > 0) {
      section.error(key, "'%s' cannot be more than 100000".formatted(key));
    }
    return units;
  }
}
