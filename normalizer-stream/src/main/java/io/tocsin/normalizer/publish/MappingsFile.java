package io.tocsin.normalizer.publish;

import io.tocsin.normalizer.CodeTable;
import io.tocsin.normalizer.publish.Section.Text;
import io.tocsin.platform.reading.SignalCode;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads `code-mappings.yml`: what each source's codes mean.
final class MappingsFile {
  static final String NAME = "code-mappings.yml";

  private static final Set<String> KEYS = Set.of("mappings");
  private static final Set<String> MAPPING_KEYS = Set.of("source", "version", "codes");
  private static final Set<String> CODE_KEYS =
      Set.of("code", "scheme", "qualifier", "account", "type", "name", "life-safety", "severity");
  private static final int LOWEST_SEVERITY = 5;
  private static final Set<String> SIGNAL_SCHEMES = Set.of(SignalCode.CONTACT_ID, SignalCode.SIA);

  private final Map<String, Mapping> mappings = new LinkedHashMap<>();

  /// A mapping and the line of its version.
  record Mapping(CodeMapping mapping, int line) {}

  private record Placed(CodeEntry entry, int line) {}

  private MappingsFile() {}

  /// The mappings by source.
  static Map<String, Mapping> read(Path directory, Problems problems) {
    var file = new MappingsFile();
    Section.file(directory.resolve(NAME), problems, KEYS)
        .ifPresent(root -> root.sections("mappings", MAPPING_KEYS).forEach(file::mapping));
    return file.mappings;
  }

  private void mapping(Section mapping) {
    Optional<Text> source = mapping.required("source");
    Optional<Integer> version =
        mapping.required("version").flatMap(t -> number(mapping, "version", t, Integer.MAX_VALUE));
    var entries = new ArrayList<Placed>();
    for (Section code : mapping.sections("codes", CODE_KEYS)) {
      entry(code).ifPresent(entries::add);
    }
    refuseUnreachable(mapping, entries);
    if (source.isEmpty()) {
      return;
    }
    String name = source.get().value();
    if (!SitesFile.isSourceName(name)) {
      mapping.problem(
          source.get().line(),
          "source '%s': 1 to 63 lower case letters, digits and hyphens".formatted(name));
    }
    if (name.equals(CodeTable.STANDARD_SOURCE)) {
      mapping.problem(
          source.get().line(),
          "source '%s' is the name of the tables that ship with the program".formatted(name));
    }
    var read =
        new Mapping(
            new CodeMapping(name, version.orElse(0), entries.stream().map(Placed::entry).toList()),
            mapping.line("version"));
    Mapping first = mappings.putIfAbsent(name, read);
    if (first != null) {
      mapping.problem(
          source.get().line(),
          "source '%s' has two mappings, the first with its version on line %d"
              .formatted(name, first.line()));
    }
  }

  private static Optional<Placed> entry(Section entry) {
    Optional<Text> code = entry.required("code");
    Optional<EventType> type =
        entry.required("type").flatMap(t -> constant(entry, "type", t, EventType.class));
    Optional<Text> name = entry.required("name");
    @Nullable Qualifier qualifier =
        entry
            .optional("qualifier")
            .flatMap(t -> constant(entry, "qualifier", t, Qualifier.class))
            .orElse(null);
    boolean lifeSafety = entry.optional("life-safety").flatMap(t -> flag(entry, t)).orElse(false);
    @Nullable Integer severity =
        entry
            .optional("severity")
            .flatMap(t -> number(entry, "severity", t, LOWEST_SEVERITY))
            .orElse(null);
    @Nullable String scheme = entry.optional("scheme").map(Text::value).orElse(null);
    @Nullable String account = entry.optional("account").map(Text::value).orElse(null);
    if (code.isEmpty() || type.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    refuseGuess(entry, type.get(), scheme);
    return Optional.of(
        new Placed(
            new CodeEntry(
                code.get().value(),
                scheme,
                qualifier,
                account,
                type.get(),
                name.get().value(),
                lifeSafety,
                severity),
            entry.line()));
  }

  /// No panel knows that its alarm is a false one: somebody finds that out, and says so later by a
  /// disposition.
  private static void refuseGuess(Section entry, EventType type, @Nullable String scheme) {
    if (type == EventType.false_alarm && (scheme == null || SIGNAL_SCHEMES.contains(scheme))) {
      entry.problem(
          entry.line("type"),
          "type 'false_alarm' is for what people found, never for a signal: name the scheme of"
              + " their words, for example %s".formatted(CodeTable.DISPOSITION));
    }
  }

  /// The first match wins, so an entry after one that takes all of its signals is never used: a
  /// mistake, and for a fire code a grave one.
  private static void refuseUnreachable(Section mapping, List<Placed> entries) {
    var before = new HashMap<String, List<Placed>>();
    for (Placed later : entries) {
      List<Placed> earlier =
          before.computeIfAbsent(
              later.entry().getCode().toUpperCase(Locale.ROOT), code -> new ArrayList<>());
      earlier.stream()
          .filter(e -> CodeTable.takesAll(e.entry(), later.entry()))
          .findFirst()
          .ifPresent(
              e ->
                  mapping.problem(
                      later.line(),
                      "code '%s' is never reached: the entry on line %d matches first"
                          .formatted(later.entry().getCode(), e.line())));
      earlier.add(later);
    }
  }

  private static Optional<Integer> number(Section section, String key, Text text, int highest) {
    try {
      int number = Integer.parseInt(text.value());
      if (number >= 1 && number <= highest) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    section.problem(
        text.line(),
        "%s '%s' is no whole number from 1 to %d".formatted(key, text.value(), highest));
    return Optional.empty();
  }

  private static Optional<Boolean> flag(Section section, Text text) {
    return switch (text.value()) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> {
        section.problem(
            text.line(), "life-safety '%s' is neither true nor false".formatted(text.value()));
        yield Optional.empty();
      }
    };
  }

  private static <E extends Enum<E>> Optional<E> constant(
      Section section, String key, Text text, Class<E> kind) {
    Optional<E> found =
        Arrays.stream(kind.getEnumConstants())
            .filter(c -> c.name().equals(text.value()))
            .findFirst();
    if (found.isEmpty()) {
      section.problem(
          text.line(),
          "%s '%s' is not one of %s"
              .formatted(
                  key,
                  text.value(),
                  Arrays.stream(kind.getEnumConstants())
                      .map(Enum::name)
                      .collect(Collectors.joining(", "))));
    }
    return found;
  }
}
