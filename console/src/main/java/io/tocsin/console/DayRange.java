package io.tocsin.console;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A range of days, both ends included.
///
/// @param from first day; null = from the beginning
/// @param to last day; null = to the end
record DayRange(@Nullable LocalDate from, @Nullable LocalDate to) {
  private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);
  private static final LocalDate END = LocalDate.of(9999, 12, 31);

  DayRange {
    if (from != null && to != null && from.isAfter(to)) {
      throw new ProblemException(
          Problem.of(
              "bad-range",
              "The range is empty",
              400,
              "from (%s) is after to (%s).".formatted(from, to)));
    }
  }

  /// First day as a value that can be compared with.
  LocalDate first() {
    if (from == null || from.isBefore(BEGINNING)) {
      return BEGINNING;
    }
    return from.isAfter(END) ? END : from;
  }

  /// Last day as a value that can be compared with.
  LocalDate last() {
    return to == null || to.isAfter(END) ? END : to;
  }
}
