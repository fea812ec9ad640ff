package io.tocsin.console;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Days as they are typed.
final class Days {
  private Days() {}

  /// A day, ISO 8601; null where none was typed.
  ///
  /// @param name of the parameter, for the answer to what is no day
  static @Nullable LocalDate read(String name, @Nullable String typed) {
    if (typed == null || typed.isBlank()) {
      return null;
    }
    try {
      return LocalDate.parse(typed.strip());
    } catch (DateTimeParseException e) {
      throw new ProblemException(
          Problem.of(
              "bad-day",
              "That is no day",
              400,
              "%s must be a day written as 2026-11-21.".formatted(name)));
    }
  }
}
