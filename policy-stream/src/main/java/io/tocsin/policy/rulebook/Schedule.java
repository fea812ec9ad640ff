package io.tocsin.policy.rulebook;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;

/// Named hours of the week, in the site's zone, for example after-hours.
///
/// @param id its name, as conditions use it
/// @param spans the hours; a moment in any of them is in the schedule
/// @param holidays days that are in the schedule as a whole
public record Schedule(String id, List<Span> spans, Set<LocalDate> holidays) {
  /// Hours on some days of the week.
  ///
  /// @param days the days on which the hours begin
  /// @param from first moment
  /// @param to first moment after; not after `from` = it ends on the next day
  public record Span(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    public Span {
      days = Set.copyOf(days);
    }

    boolean holds(LocalDateTime at) {
      LocalTime time = at.toLocalTime();
      if (from.isBefore(to)) {
        return days.contains(at.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
      }
      return (days.contains(at.getDayOfWeek()) && !time.isBefore(from))
          || (days.contains(at.getDayOfWeek().minus(1)) && time.isBefore(to));
    }
  }

  public Schedule {
    spans = List.copyOf(spans);
    holidays = Set.copyOf(holidays);
  }

  /// Whether a local moment is in the schedule.
  public boolean holds(LocalDateTime at) {
    return holidays.contains(at.toLocalDate()) || spans.stream().anyMatch(span -> span.holds(at));
  }
}
