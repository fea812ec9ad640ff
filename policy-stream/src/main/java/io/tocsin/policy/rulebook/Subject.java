package io.tocsin.policy.rulebook;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Site;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// An event as conditions see it: with what is known of it before the first rule is tried.
///
/// @param event the event
/// @param onTest whether a test covers it
/// @param local when it happened, at the site; empty while the site or its zone is unknown
/// @param schedules the schedules of the rulebook that it happened in, in their order
record Subject(
    CanonicalEvent event, boolean onTest, Optional<LocalDateTime> local, List<String> schedules) {
  static Subject of(CanonicalEvent event, boolean onTest, Collection<Schedule> schedules) {
    Optional<LocalDateTime> local = local(event);
    List<String> within =
        local
            .map(at -> schedules.stream().filter(s -> s.holds(at)).map(Schedule::id).toList())
            .orElse(List.of());
    return new Subject(event, onTest, local, within);
  }

  private static Optional<LocalDateTime> local(CanonicalEvent event) {
    Site site = event.getSite();
    if (site == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          event.getOccurredAt().atZone(ZoneId.of(site.getTimeZone())).toLocalDateTime());
    } catch (DateTimeException e) {
      return Optional.empty(); // A zone that this Java does not know is as good as none.
    }
  }
}
