package io.tocsin.policy.window;

import io.tocsin.policy.rulebook.Suggestion;
import io.tocsin.schemas.WeeklySpan;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads hours that return every week, as `monday-friday 18:00-06:00` or `monday, thursday
/// 09:00-09:30`.
final class WeeklyHours {
  private static final Pattern HOURS = Pattern.compile("(.*\\S)\\s+(\\S+)-(\\S+)");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final String MIDNIGHT = "24:00";
  private static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values()).map(WeeklyHours::word).toList();

  private WeeklyHours() {}

  /// Reads one entry; empty, and the reasons said, where it is not understood.
  ///
  /// @param problem takes each thing that is wrong, in a sentence
  static Optional<WeeklySpan> read(String text, Consumer<String> problem) {
    Matcher written = HOURS.matcher(text);
    if (!written.matches()) {
      problem.accept(
          "'%s' are no hours of the week; write them as monday-friday 18:00-06:00".formatted(text));
      return Optional.empty();
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    boolean good = true;
    for (String part : written.group(1).split("\\s*,\\s*|\\s+", -1)) {
      good &= days(part, days, problem);
    }
    good &= time(written.group(2), false, problem);
    good &= time(written.group(3), true, problem);
    if (!good) {
      return Optional.empty();
    }
    String to = written.group(3).equals(MIDNIGHT) ? "00:00" : written.group(3);
    return Optional.of(
        new WeeklySpan(days.stream().map(WeeklyHours::word).toList(), written.group(2), to));
  }

  /// Reads a day or a range of days.
  private static boolean days(String text, Set<DayOfWeek> days, Consumer<String> problem) {
    String[] ends = text.toLowerCase(Locale.ROOT).split("-", -1);
    if (ends.length > 2) {
      problem.accept("'%s' is no range of weekdays; write it as monday-friday".formatted(text));
      return false;
    }
    boolean good = true;
    for (String end : ends) {
      if (!DAYS.contains(end)) {
        problem.accept("'%s' is no weekday%s".formatted(end, Suggestion.orOneOf(end, DAYS)));
        good = false;
      }
    }
    if (good) {
      DayOfWeek last = DayOfWeek.valueOf(ends[ends.length - 1].toUpperCase(Locale.ROOT));
      DayOfWeek day = DayOfWeek.valueOf(ends[0].toUpperCase(Locale.ROOT));
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return good;
  }

  private static boolean time(String text, boolean end, Consumer<String> problem) {
    if (TIME.matcher(text).matches() || (end && text.equals(MIDNIGHT))) {
      return true;
    }
    problem.accept("'%s' is no time of day; write it as 06:00 or 18:30".formatted(text));
    return false;
  }

  private static String word(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }
}
