package io.tocsin.normalizer;

import com.fasterxml.jackson.core.JsonPointer;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.normalizer.vendor.Confidential;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.reading.CsvFile;
import io.tocsin.platform.reading.TimeFormat;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads how the sources are read: `tocsin.normalizer.sources.<name>.*`. An empty value counts as
/// none; a name that is no setting refuses the start.
///
/// For each source:
/// - `time-zone`, `time-formats`: its times; `roads.<road>.time-zone` and `.time-formats` where one
///   road (webhook, poll, export, mailbox) differs
/// - `code-scheme`: code table of codes that name none
/// - `pointers`, `columns`, `labels`, `elements`: places in JSON, CSV, mail and XML, each with
///   `<fact>` (see [Fact]), `attributes.<name>` and `personal`; several are tried in turn
/// - `severity-scale.<word>`: 1 (most severe) to 5
/// - `csv.delimiter`, `csv.charset`
/// - `confidential`: `fields`, `value`, `flags`, `id`, `ids`
final class SourceSettings {
  static final String SETTINGS = "tocsin.normalizer.sources";

  private static final String ATTRIBUTES = "attributes";
  private static final String PERSONAL = "personal";

  private final String name;
  private final SettingsSection settings;

  private SourceSettings(String name, SettingsSection settings) {
    this.name = name;
    this.settings = settings;
  }

  /// Every configured source by its name, as the settings are written, not in the environment's
  /// normal form: a severity's word keeps its case, and a wrong name of a source is refused, not
  /// mended.
  ///
  /// @throws IllegalArgumentException naming the setting that is wrong
  static Map<String, Source> sources(Environment environment) {
    return sources(environment.getProperties(SETTINGS, StringConvention.RAW));
  }

  /// Every configured source by its name.
  ///
  /// @param settings what is below `tocsin.normalizer.sources`
  /// @throws IllegalArgumentException naming the setting that is wrong
  static Map<String, Source> sources(Map<String, ?> settings) {
    var all = new SettingsSection(SETTINGS, settings);
    var sources = new HashMap<String, Source>();
    for (String name : all.keys()) {
      try {
        Topics.raw(name);
      } catch (IllegalArgumentException e) {
        throw all.refuse(
            name, "no legal name of a source: use 1 to 63 lower case letters, digits and hyphens");
      }
      SettingsSection section = all.below(name);
      sources.put(name, new SourceSettings(name, section).source());
      section.refuseUnknown();
    }
    all.refuseUnknown();
    return sources;
  }

  private Source source() {
    Times times = new Times(zone(settings), formats(settings));
    return new Source(
        name,
        times,
        roads(times),
        settings.text("code-scheme").orElse(null),
        layouts(),
        severityScale(),
        csv(),
        confidential());
  }

  private Map<Transport, Times> roads(Times times) {
    SettingsSection roads = settings.below("roads");
    var timesOf = new EnumMap<Transport, Times>(Transport.class);
    for (Transport transport : Transport.values()) {
      String key = transport.name().toLowerCase(Locale.ROOT);
      if (roads.keys().contains(key)) {
        SettingsSection road = roads.below(key);
        ZoneId zone = zone(road);
        List<TimeFormat> formats = formats(road);
        if (zone != null || !formats.isEmpty()) {
          timesOf.put(
              transport,
              new Times(
                  zone == null ? times.zone() : zone,
                  formats.isEmpty() ? times.formats() : formats));
        }
        road.refuseUnknown();
      }
    }
    roads.refuseUnknown();
    return timesOf;
  }

  private static @Nullable ZoneId zone(SettingsSection settings) {
    return settings
        .text("time-zone")
        .map(zone -> checked(settings, "time-zone", () -> ZoneId.of(zone)))
        .orElse(null);
  }

  private static List<TimeFormat> formats(SettingsSection settings) {
    return settings.texts("time-formats").stream()
        .map(format -> checked(settings, "time-formats", () -> TimeFormat.of(format)))
        .toList();
  }

  private Map<Format, Layout> layouts() {
    var layouts = new EnumMap<Format, Layout>(Format.class);
    for (Format format : Format.values()) {
      Layout layout = layout(format);
      if (!layout.equals(Layout.NONE)) {
        layouts.put(format, layout);
      }
    }
    return layouts;
  }

  private Layout layout(Format format) {
    SettingsSection places = settings.below(format.setting());
    var facts = new EnumMap<Fact, List<String>>(Fact.class);
    for (String key : places.keys()) {
      if (!key.equals(ATTRIBUTES) && !key.equals(PERSONAL)) {
        Fact fact =
            Fact.of(key)
                .orElseThrow(
                    () ->
                        places.refuse(
                            key,
                            "no such fact; there are %s"
                                .formatted(
                                    Arrays.stream(Fact.values())
                                        .map(Fact::setting)
                                        .collect(Collectors.joining(", ")))));
        List<String> at = places(places, key, format);
        if (!at.isEmpty()) {
          facts.put(fact, at);
        }
      }
    }
    SettingsSection attributes = places.below(ATTRIBUTES);
    var further = new HashMap<String, List<String>>();
    for (String key : attributes.keys()) {
      List<String> at = places(attributes, key, format);
      if (!at.isEmpty()) {
        further.put(key, at);
      }
    }
    List<String> personal = places(places, PERSONAL, format);
    attributes.refuseUnknown();
    places.refuseUnknown();
    return new Layout(facts, further, personal);
  }

  private static List<String> places(SettingsSection settings, String key, Format format) {
    return settings.texts(key).stream()
        .map(place -> checked(settings, key, () -> format.place(place)))
        .toList();
  }

  private @Nullable SeverityScale severityScale() {
    var levels = new HashMap<String, Integer>();
    settings
        .below("severity-scale")
        .all()
        .forEach((word, level) -> levels.put(word, level(word, level)));
    // The same in one value: word=level, word=level.
    for (String pair : settings.texts("severity-scale")) {
      int at = pair.lastIndexOf('=');
      if (at < 1) {
        throw settings.refuse("severity-scale", "'%s' is not <word>=<level>".formatted(pair));
      }
      String word = pair.substring(0, at).strip();
      levels.put(word, level(word, pair.substring(at + 1)));
    }
    return levels.isEmpty()
        ? null
        : checked(settings, "severity-scale", () -> new SeverityScale(levels));
  }

  private int level(String word, String level) {
    try {
      return Integer.parseInt(level.strip());
    } catch (NumberFormatException e) {
      throw settings.refuse("severity-scale." + word, "'%s' is no whole number".formatted(level));
    }
  }

  private CsvFile.Format csv() {
    SettingsSection csv = settings.below("csv");
    char delimiter =
        csv.text("delimiter")
            .map(
                text ->
                    switch (text) {
                      case "tab" -> '\t';
                      case "," -> ',';
                      case ";" -> ';';
                      case "|" -> '|';
                      default -> throw csv.refuse("delimiter", "one of , ; | tab");
                    })
            .orElse(Source.PLAIN_CSV.delimiter());
    Charset charset =
        csv.text("charset")
            .map(text -> checked(csv, "charset", () -> charset(text)))
            .orElse(Source.PLAIN_CSV.charset());
    csv.refuseUnknown();
    return new CsvFile.Format(delimiter, charset);
  }

  private static Charset charset(String text) {
    Charset charset = Charset.forName(text);
    String known = charset.name().toLowerCase(Locale.ROOT);
    if (!known.equals("utf-8")
        && !known.equals("us-ascii")
        && !known.startsWith("iso-8859-")
        && !known.startsWith("windows-125")) {
      throw new IllegalArgumentException(
          "rows are cut at single bytes, so only UTF-8, ISO-8859-x and windows-125x are read");
    }
    return charset;
  }

  private @Nullable Confidential confidential() {
    SettingsSection section = settings.below("confidential");
    if (section.keys().isEmpty() || section.all().values().stream().allMatch(String::isBlank)) {
      return null;
    }
    List<JsonPointer> fields = pointers(section, "fields");
    List<JsonPointer> value = pointers(section, "value");
    List<JsonPointer> flags = pointers(section, "flags");
    List<JsonPointer> id = pointers(section, "id");
    Set<String> ids = Set.copyOf(section.texts("ids"));
    if (fields.size() != 1) {
      throw section.refuse("fields", "one JSON pointer to the array of fields");
    }
    if (value.size() != 1) {
      throw section.refuse("value", "one JSON pointer to the value inside a field");
    }
    if (flags.isEmpty() && ids.isEmpty()) {
      throw section.refuse("flags", "without flags and ids nothing says what is confidential");
    }
    if (ids.isEmpty() != id.isEmpty()) {
      throw section.refuse("id", "'id' says where the ids of 'ids' stand: both or neither");
    }
    for (String key : section.keys()) {
      if (!Set.of("fields", "value", "flags", "id", "ids").contains(key)) {
        throw section.refuse(key, "no setting of confidential fields; is its name mistyped?");
      }
    }
    return new Confidential(fields.getFirst(), value.getFirst(), flags, id, ids);
  }

  private static List<JsonPointer> pointers(SettingsSection section, String key) {
    var pointers = new ArrayList<JsonPointer>();
    for (String text : section.texts(key)) {
      pointers.add(checked(section, key, () -> JsonPointer.compile(text)));
    }
    return pointers;
  }

  private static <T> T checked(SettingsSection settings, String key, Supplier<T> value) {
    try {
      return value.get();
    } catch (DateTimeException | IllegalArgumentException e) {
      var refused = settings.refuse(key, String.valueOf(e.getMessage()));
      refused.addSuppressed(e); // Not as its cause: the innermost sentence is the one shown.
      throw refused;
    }
  }
}
