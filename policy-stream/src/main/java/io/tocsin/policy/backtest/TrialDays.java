package io.tocsin.policy.backtest;

import java.time.LocalDate;
import java.time.YearMonth;

/// The service days on which a candidate is tried, and with them those whose events it takes to
/// know what they cost.
///
/// @param from first one
/// @param to last one, not before the first
public record TrialDays(LocalDate from, LocalDate to) {
  /// How many days around the months an event may still be joined to one in them, hold a test open
  /// or begin a succession: more than the longest span that a rulebook can name, 31 days.
  static final int NEIGHBOURING_DAYS = 35;

  public TrialDays {
    if (from.isAfter(to)) {
      throw new IllegalArgumentException("%s is after %s".formatted(from, to));
    }
  }

  /// Whether the candidate decides a day, and differences of its events are reported.
  boolean hold(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }

  /// Whether a day is in a month of theirs, so that its charges use up the same allowances.
  boolean shareTheMonthOf(LocalDate day) {
    return !day.isBefore(firstOfMonths()) && !day.isAfter(lastOfMonths());
  }

  /// Whether events of a day can matter at all.
  boolean need(LocalDate day) {
    return !day.isBefore(firstOfMonths().minusDays(NEIGHBOURING_DAYS))
        && !day.isAfter(lastOfMonths().plusDays(NEIGHBOURING_DAYS));
  }

  private LocalDate firstOfMonths() {
    return YearMonth.from(from).atDay(1);
  }

  private LocalDate lastOfMonths() {
    return YearMonth.from(to).atEndOfMonth();
  }
}
