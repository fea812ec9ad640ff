package io.tocsin.policy.rulebook;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything of an event that a condition may use. There is no null in a condition: an absent text
/// is `""`, an absent severity 0.
public final class EventFields {
  /// What every field begins with.
  static final String PREFIX = "event.";

  /// The vendor's further facts; read with `event.attributes.get("name")`.
  static final String ATTRIBUTES = PREFIX + "attributes";

  /// The field by which rules are indexed.
  static final String TYPE = PREFIX + "type";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final int NO_HOUR = -1;

  static final List<EventField> ALL =
      List.of(
          text("type", "What happened, for example alarm_dispatch.", e -> e.getType().name()),
          text("source", "Name of the source.", CanonicalEvent::getSource),
          text("vendor", "The vendor's adapter that read it.", CanonicalEvent::getVendor),
          text("code", "Raw code as received.", CanonicalEvent::getCode),
          text("code_scheme", "Code table of the code.", CanonicalEvent::getCodeScheme),
          text("code_name", "The code's name in the mapping.", CanonicalEvent::getCodeName),
          text("category", "The source's own category words.", CanonicalEvent::getCategory),
          text("status", "The source's status, as received.", CanonicalEvent::getStatus),
          new EventField(
              PREFIX + "severity",
              SimpleType.INT,
              "1 (most severe) to 5; 0 where the source gave none.",
              e -> e.getSeverity() == null ? 0L : e.getSeverity().longValue()),
          text("zone", "Security zone or point.", CanonicalEvent::getZone),
          text("area", "Partition or area of the panel.", CanonicalEvent::getArea),
          text(
              "qualifier",
              "NEW, RESTORE or STATUS.",
              e -> e.getQualifier() == null ? null : e.getQualifier().name()),
          text(
              "site_key", "Site id, or source:reference while it is unknown.", e -> e.getSiteKey()),
          text("site_ref", "The source's own name of the site.", CanonicalEvent::getSiteRef),
          text(
              "site_id",
              "Canonical site id.",
              e -> Optional.ofNullable(e.getSite()).map(Site::getSiteId).orElse(null)),
          text(
              "client_id",
              "The client who is billed for the site.",
              e -> Optional.ofNullable(e.getSite()).map(Site::getClientId).orElse(null)),
          new EventField(
              PREFIX + "life_safety",
              SimpleType.BOOL,
              "Whether it is fire, panic, hold-up or medical.",
              CanonicalEvent::getLifeSafety),
          text("time_basis", "What the time rests on.", e -> e.getTimeBasis().name()),
          text(
              "service_day",
              "The day it counts on, as 2026-11-21.",
              e -> e.getServiceDay().toString()),
          text("weekday", "Weekday of the service day: monday to sunday.", EventFields::weekday),
          text(
              "local_time",
              "Time of day at the site, as 22:05; empty while the site is unknown.",
              e -> localTime(e).map(CLOCK::format).orElse(null)),
          new EventField(
              PREFIX + "local_hour",
              SimpleType.INT,
              "Hour of the day at the site, 0 to 23; -1 while the site is unknown.",
              e -> (long) localTime(e).map(LocalTime::getHour).orElse(NO_HOUR)),
          new EventField(
              ATTRIBUTES,
              MapType.create(SimpleType.STRING, SimpleType.STRING),
              "Further facts of the vendor; event.attributes.get(\"name\") is \"\" where there is"
                  + " none.",
              CanonicalEvent::getAttributes));

  /// Fields whose values are a fixed list of words. A comparison with any other word can never hold
  /// and is a mistake of writing.
  static final Map<String, Set<String>> CLOSED =
      Map.of(
          TYPE,
          words(EventType.values()),
          PREFIX + "qualifier",
          words(Qualifier.values()),
          PREFIX + "time_basis",
          words(TimeBasis.values()),
          PREFIX + "weekday",
          Arrays.stream(DayOfWeek.values())
              .map(EventFields::lower)
              .collect(Collectors.toCollection(TreeSet::new)));

  private static final Map<String, EventField> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EventField::name, Function.identity()));

  private EventFields() {}

  /// The type of a field; empty where there is no such field.
  static Optional<CelType> typeOf(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(EventField::type);
  }

  /// Every field and what it means, in the order of the reference page.
  public static Map<String, String> meanings() {
    var meanings = new LinkedHashMap<String, String>();
    ALL.forEach(field -> meanings.put(field.name(), field.meaning()));
    return meanings;
  }

  /// The values of an event, for [Condition#test].
  public static Map<String, Object> valuesOf(CanonicalEvent event) {
    var values = HashMap.<String, Object>newHashMap(ALL.size());
    for (EventField field : ALL) {
      values.put(field.name(), field.value().apply(event));
    }
    return values;
  }

  private static EventField text(
      String name, String meaning, Function<CanonicalEvent, @Nullable String> value) {
    return new EventField(
        PREFIX + name,
        SimpleType.STRING,
        meaning,
        event -> {
          String text = value.apply(event);
          return text == null ? "" : text;
        });
  }

  private static Optional<LocalTime> localTime(CanonicalEvent event) {
    Site site = event.getSite();
    if (site == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(event.getOccurredAt().atZone(ZoneId.of(site.getTimeZone())).toLocalTime());
    } catch (DateTimeException e) {
      return Optional.empty(); // A zone that this Java does not know is as good as none.
    }
  }

  private static String weekday(CanonicalEvent event) {
    return lower(event.getServiceDay().getDayOfWeek());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
