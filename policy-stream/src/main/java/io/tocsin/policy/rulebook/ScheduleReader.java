package io.tocsin.policy.rulebook;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads the schedules: named hours of the week, with holidays.
final class ScheduleReader {
  private static final int MOST_SCHEDULES = 100;
  private static final int MOST_SPANS = 100;
  private static final int MOST_HOLIDAYS = 1_000;
  private static final String SPANS = "spans";
  private static final String HOLIDAYS = "holidays";
  private static final Set<String> KEYS = Set.of("id", SPANS, HOLIDAYS);
  private static final Set<String> SPAN_KEYS = Set.of("days", "from", "to");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final String MIDNIGHT = "24:00";
  private static final Map<String, DayOfWeek> DAYS =
      Arrays.stream(DayOfWeek.values())
          .collect(
              Collectors.toMap(
                  day -> day.name().toLowerCase(Locale.ROOT),
                  day -> day,
                  (one, _) -> one,
                  LinkedHashMap::new));

  private final Document document;
  private final Places places;
  private final Set<String> names = new LinkedHashSet<>();

  ScheduleReader(Document document, Places places) {
    this.document = document;
    this.places = places;
  }

  /// The names of all schedules that were met, also of those that are not valid: a condition that
  /// names one of them is not wrong.
  Set<String> names() {
    return names;
  }

  /// Reads the schedules of a document.
  List<Schedule> read(Section top) {
    var schedules = new ArrayList<Schedule>();
    var ids = new UniqueIds("schedule");
    for (Node node : top.list("schedules", MOST_SCHEDULES)) {
      Section.of(document, node, Section.nameOf("schedule", node), KEYS)
          .flatMap(section -> schedule(section, ids))
          .ifPresent(schedules::add);
    }
    return schedules;
  }

  private Optional<Schedule> schedule(Section section, UniqueIds ids) {
    section.require("id");
    Optional<String> id = Values.id(section);
    id.ifPresent(
        name -> {
          ids.add(section, name);
          names.add(name);
          places.put(Places.Kind.SCHEDULE, name, section.node());
        });
    if (!section.has(SPANS) && !section.has(HOLIDAYS)) {
      section.error(section.node(), "it has neither 'spans' nor 'holidays', so it is never");
    }
    var spans = new ArrayList<Schedule.Span>();
    for (Node node : section.list(SPANS, MOST_SPANS)) {
      Section.of(document, node, section.name() + ", span", SPAN_KEYS)
          .flatMap(ScheduleReader::span)
          .ifPresent(spans::add);
    }
    Set<LocalDate> holidays = holidays(section);
    return id.map(name -> new Schedule(name, spans, holidays));
  }

  private static Optional<Schedule.Span> span(Section section) {
    section.require("days", "from", "to");
    Set<DayOfWeek> days = Set.copyOf(Values.listOf(section, "days", DAYS, "day").values());
    if (section.has("days") && section.isEmptyList("days")) {
      section.error("days", "'days' must name at least one day");
    }
    Optional<LocalTime> from = time(section, "from");
    Optional<LocalTime> to =
        Values.text(section, "to").filter(MIDNIGHT::equals).isPresent()
            ? Optional.of(LocalTime.MIDNIGHT)
            : time(section, "to");
    return from.isPresent() && to.isPresent()
        ? Optional.of(new Schedule.Span(days, from.get(), to.get()))
        : Optional.empty();
  }

  private static Optional<LocalTime> time(Section section, String key) {
    Optional<String> text = Values.text(section, key);
    if (text.isPresent() && !TIME.matcher(text.get()).matches()) {
      section.error(key, "'%s' must be a time of day written as 06:00 or 18:30".formatted(key));
      return Optional.empty();
    }
    return text.map(LocalTime::parse);
  }

  private static Set<LocalDate> holidays(Section section) {
    var holidays = new LinkedHashSet<LocalDate>();
    for (Node node : section.list(HOLIDAYS, MOST_HOLIDAYS)) {
      if (!(node instanceof ScalarNode scalar)) {
        section.error(node, "'holidays' must be a list of days as 2026-12-25");
        continue;
      }
      Optional<LocalDate> day = Values.day(section, "a holiday", scalar);
      if (day.isPresent() && !holidays.add(day.get())) {
        section.error(node, "'%s' stands twice in 'holidays'".formatted(day.get()));
      }
    }
    return holidays;
  }
}
