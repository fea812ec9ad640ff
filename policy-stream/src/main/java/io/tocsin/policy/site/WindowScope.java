package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.Schedule;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which events a test window covers.
///
/// Hours of the week are hours at the site, so they cover nothing while the site or its zone is
/// unknown. A weekday or time of day that cannot be read covers nothing; whoever writes a window
/// checks them.
public final class WindowScope {
  private WindowScope() {}

  /// Whether a window covers an event.
  public static boolean covers(TestWindow window, SiteEvent one) {
    return !window.getCancelled()
        && place(window, one.event())
        && (window.getZones().isEmpty() || in(window.getZones(), one.event().getZone()))
        && (window.getTypes().isEmpty() || window.getTypes().contains(one.type()))
        && !one.event().getOccurredAt().isBefore(start(window))
        && one.event().getOccurredAt().isBefore(end(window))
        && (window.getWeekly().isEmpty() || weekly(window.getWeekly(), one.event()));
  }

  private static boolean in(List<String> zones, @Nullable String zone) {
    return zone != null && zones.contains(zone);
  }

  /// The event types that a window can cover.
  static Set<EventType> types(TestWindow window) {
    return window.getTypes().isEmpty()
        ? EnumSet.allOf(EventType.class)
        : EnumSet.copyOf(window.getTypes());
  }

  static Instant start(TestWindow window) {
    return window.getStartsAt() == null ? Instant.MIN : window.getStartsAt();
  }

  /// The first moment after.
  static Instant end(TestWindow window) {
    return window.getEndsAt() == null ? Instant.MAX : window.getEndsAt();
  }

  private static boolean place(TestWindow window, CanonicalEvent event) {
    Site site = event.getSite();
    return (window.getClientId() == null
            || (site != null && site.getClientId().equals(window.getClientId())))
        && (window.getSiteId() == null
            || window.getSiteId().equals(site == null ? event.getSiteKey() : site.getSiteId()));
  }

  private static boolean weekly(List<WeeklySpan> weekly, CanonicalEvent event) {
    Site site = event.getSite();
    if (site == null) {
      return false;
    }
    try {
      return schedule(weekly)
          .holds(event.getOccurredAt().atZone(ZoneId.of(site.getTimeZone())).toLocalDateTime());
    } catch (DateTimeException e) {
      return false; // A zone that this Java does not know is as good as none.
    }
  }

  private static Schedule schedule(List<WeeklySpan> weekly) {
    var spans = new ArrayList<Schedule.Span>();
    for (WeeklySpan span : weekly) {
      LocalTime from = time(span.getFrom());
      LocalTime to = time(span.getTo());
      if (from != null && to != null) {
        spans.add(new Schedule.Span(days(span.getDays()), from, to));
      }
    }
    return new Schedule("weekly", spans, Set.of());
  }

  private static @Nullable LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Set<DayOfWeek> days(List<String> words) {
    Set<String> wanted =
        words.stream().map(word -> word.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    return EnumSet.allOf(DayOfWeek.class).stream()
        .filter(day -> wanted.contains(day.name()))
        .collect(Collectors.toSet());
  }
}
