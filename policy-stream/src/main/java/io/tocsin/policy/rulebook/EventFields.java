package io.tocsin.policy.rulebook;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
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
/// is `""`, an absent severity 0, an absent alarm level -1.
public final class EventFields {
  /// What every field begins with.
  static final String PREFIX = "event.";

  /// The vendor's further facts; read with `event.attributes.get("name")`.
  static final String ATTRIBUTES = PREFIX + "attributes";

  /// Names of the schedules in which the event happened.
  static final String SCHEDULES = PREFIX + "schedules";

  /// The field by which rules are indexed.
  static final String TYPE = PREFIX + "type";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final Integer NO_HOUR = -1;
  private static final Integer NO_LEVEL = -1;
  private static final Integer NO_SEVERITY = 0;

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
          text(
              "disposition",
              "How the source closed it, as received; empty while it is open.",
              e -> Optional.ofNullable(e.getDisposition()).map(Disposition::getCode).orElse(null)),
          text(
              "disposition_name",
              "The same by its name in the mapping.",
              e -> Optional.ofNullable(e.getDisposition()).map(Disposition::getName).orElse(null)),
          number(
              "severity",
              "1 (most severe) to 5; 0 where the source gave none.",
              s -> Optional.ofNullable(s.event().getSeverity()).orElse(NO_SEVERITY)),
          number(
              "alarm_level",
              "Level 0 to 4 of TMA-AVS-01; -1 where the source gave none.",
              s -> Optional.ofNullable(s.event().getAlarmLevel()).orElse(NO_LEVEL)),
          text("zone", "Security zone or point.", CanonicalEvent::getZone),
          text("area", "Partition or area of the panel.", CanonicalEvent::getArea),
          text(
              "user",
              "User number of the panel, for codes that carry one, as openings and closings.",
              CanonicalEvent::getUser),
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
          flag(
              "life_safety",
              "Whether it is fire, panic, hold-up or medical.",
              s -> s.event().getLifeSafety()),
          flag("on_test", "Whether a test covers it.", Subject::onTest),
          flag(
              "past_horizon",
              "Whether it happened so long before it came that an earlier delivery of it may have"
                  + " been forgotten.",
              s -> s.event().getPastHorizon()),
          text("time_basis", "What the time rests on.", e -> e.getTimeBasis().name()),
          text(
              "service_day",
              "The day it counts on, as 2026-11-21.",
              e -> e.getServiceDay().toString()),
          text("weekday", "Weekday of the service day: monday to sunday.", EventFields::weekday),
          new EventField(
              PREFIX + "local_time",
              SimpleType.STRING,
              "Time of day at the site, as 22:05; empty while the site is unknown.",
              s -> s.local().map(CLOCK::format).orElse("")),
          number(
              "local_hour",
              "Hour of the day at the site, 0 to 23; -1 while the site is unknown.",
              s -> s.local().map(LocalDateTime::getHour).orElse(NO_HOUR)),
          new EventField(
              SCHEDULES,
              ListType.create(SimpleType.STRING),
              "Names of the schedules in which it happened, in the site's zone; none while the site"
                  + " is unknown.",
              Subject::schedules),
          new EventField(
              ATTRIBUTES,
              MapType.create(SimpleType.STRING, SimpleType.STRING),
              "Further facts of the vendor; event.attributes.get(\"name\") is \"\" where there is"
                  + " none.",
              s -> s.event().getAttributes()));

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
  ///
  /// @param onTest whether a test covers it
  /// @param schedules the schedules of the rulebook ([CompiledRulebook#schedules])
  public static Map<String, Object> valuesOf(
      CanonicalEvent event, boolean onTest, Collection<Schedule> schedules) {
    Subject subject = Subject.of(event, onTest, schedules);
    var values = HashMap.<String, Object>newHashMap(ALL.size());
    for (EventField field : ALL) {
      values.put(field.name(), field.value().apply(subject));
    }
    return values;
  }

  private static EventField text(
      String name, String meaning, Function<CanonicalEvent, @Nullable String> value) {
    return new EventField(
        PREFIX + name,
        SimpleType.STRING,
        meaning,
        subject -> {
          String text = value.apply(subject.event());
          return text == null ? "" : text;
        });
  }

  private static EventField number(String name, String meaning, Function<Subject, Integer> value) {
    return new EventField(
        PREFIX + name, SimpleType.INT, meaning, subject -> value.apply(subject).longValue());
  }

  private static EventField flag(String name, String meaning, Function<Subject, Object> value) {
    return new EventField(PREFIX + name, SimpleType.BOOL, meaning, value);
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
