package io.tocsin.gateway.identity;

import io.tocsin.platform.Section;
import io.tocsin.platform.reading.TimeFormat;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.Transport;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a source writes times on each of its roads. The gateway needs it for identities only: what
/// the time of an event is, the normalizer says.
///
/// @param byRoad one for every road
/// @param withoutSeconds full name of a setting with a format that says no seconds; empty = none
public record RoadTimes(Map<Transport, Times> byRoad, Optional<String> withoutSeconds) {
  public RoadTimes {
    byRoad = Map.copyOf(byRoad);
  }

  /// The times of a source: `time-zone` and `time-formats`, and both once more under
  /// `roads.<webhook|poll|export|mailbox>` where a road differs.
  public static RoadTimes of(Section source) {
    var coarse = new ArrayList<String>();
    var byRoad = new EnumMap<Transport, Times>(Transport.class);
    Times usual = times(source, Times.ISO_ONLY, coarse);
    Section roads = source.section("roads");
    for (Transport road : Transport.values()) {
      Section settings = roads.section(road.name().toLowerCase(Locale.ROOT));
      byRoad.put(road, times(settings, usual, coarse));
      settings.refuseUnknown();
    }
    roads.refuseUnknown();
    return new RoadTimes(byRoad, coarse.stream().findFirst());
  }

  private static Times times(Section settings, Times usual, List<String> coarse) {
    List<TimeFormat> formats =
        settings.commaSeparated("time-formats").stream()
            .map(
                text -> {
                  TimeFormat format = format(settings, text);
                  if (!format.toTheSecond()) {
                    coarse.add(settings.name("time-formats"));
                  }
                  return format;
                })
            .toList();
    return new Times(zone(settings, usual.zone()), formats.isEmpty() ? usual.formats() : formats);
  }

  private static TimeFormat format(Section settings, String text) {
    try {
      return TimeFormat.of(text);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(
          "time-formats",
          "holds something that is none of epoch-seconds, epoch-millis and a pattern of letters"
              + " such as uuuu-MM-dd HH:mm:ss");
    }
  }

  private static @Nullable ZoneId zone(Section settings, @Nullable ZoneId usual) {
    Optional<String> zone = settings.text("time-zone");
    try {
      return zone.isEmpty() ? usual : ZoneId.of(zone.get().strip());
    } catch (DateTimeException e) {
      throw settings.refuse("time-zone", "is no time zone, for example America/Chicago");
    }
  }

  /// The times of a road.
  public Times on(Transport road) {
    return byRoad.getOrDefault(road, Times.ISO_ONLY);
  }
}
