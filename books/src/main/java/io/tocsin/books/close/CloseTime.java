package io.tocsin.books.close;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/// When a day can be closed.
///
/// @param zone whose days are closed
/// @param at the time of the next day from which a day can be closed; what is received before it
/// still belongs to the close. Where a clock that is put forward leaves it out, as much later;
/// where it comes twice, the first
public record CloseTime(ZoneId zone, LocalTime at) {
  /// The moment of a day's cut.
  public Instant of(LocalDate day) {
    return day.plusDays(1).atTime(at).atZone(zone).toInstant();
  }

  /// The newest day that can be closed.
  public LocalDate newestEnded(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    LocalDate yesterday = today.minusDays(1);
    return of(yesterday).isAfter(now) ? yesterday.minusDays(1) : yesterday;
  }

  /// The day that a moment is in.
  public LocalDate dayOf(Instant moment) {
    return moment.atZone(zone).toLocalDate();
  }
}
