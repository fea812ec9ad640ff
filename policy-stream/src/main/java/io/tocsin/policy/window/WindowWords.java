package io.tocsin.policy.window;

import io.tocsin.schemas.EventType;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Test windows in words. Times are told in the zone of the place, where it has one, else in UTC.
public final class WindowWords {
  private WindowWords() {}

  /// What a window covers, for example `site northgate-mall, zones 12, 13, types alarm`.
  public static String scope(TestWindow window) {
    var parts = new ArrayList<String>();
    if (window.getClientId() != null) {
      parts.add("client " + window.getClientId());
    }
    if (window.getSiteId() != null) {
      parts.add("site " + window.getSiteId());
    }
    if (!window.getZones().isEmpty()) {
      parts.add("zones " + String.join(", ", window.getZones()));
    }
    if (!window.getTypes().isEmpty()) {
      parts.add(
          "types "
              + window.getTypes().stream().map(EventType::name).collect(Collectors.joining(", ")));
    }
    return parts.isEmpty() ? "everything" : String.join(", ", parts);
  }

  /// When a window is, for example `2026-11-21T18:00-06:00 to 2026-11-21T20:00-06:00`.
  public static String time(TestWindow window, SiteDirectory sites) {
    ZoneId zone =
        sites
            .zone(
                Optional.ofNullable(window.getClientId()), Optional.ofNullable(window.getSiteId()))
            .orElse(ZoneOffset.UTC);
    String from = moment(window.getStartsAt(), zone);
    String to = moment(window.getEndsAt(), zone);
    String span =
        to.isEmpty()
            ? (from.isEmpty() ? "always" : "from %s on".formatted(from))
            : (from.isEmpty() ? "until %s".formatted(to) : "%s to %s".formatted(from, to));
    if (window.getWeekly().isEmpty()) {
      return to.isEmpty() ? span + ", open-ended" : span;
    }
    return window.getWeekly().stream().map(WindowWords::hours).collect(Collectors.joining("; "))
        + ", "
        + span;
  }

  private static String moment(@Nullable Instant moment, ZoneId zone) {
    return moment == null
        ? ""
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            moment.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  private static String hours(WeeklySpan span) {
    return "%s %s-%s".formatted(String.join(", ", span.getDays()), span.getFrom(), span.getTo());
  }
}
