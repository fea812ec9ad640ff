package io.tocsin.normalizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings below one name, read strictly: a name that nobody reads refuses the start, so that
/// a mistyped one does not pass as its default.
///
/// Lists are held as `name[0]`, `name[1]`, …; a name may hold dots.
final class SettingsSection {
  private static final Pattern COMMA = Pattern.compile(",");

  private final String path;
  private final TreeMap<String, String> values = new TreeMap<>();
  private final Set<String> read = new HashSet<>();

  /// @param path full name of the section
  /// @param settings what is below it: nested maps and lists, or names with dots and `[n]`, in any
  /// mixture; where both name one value, the written-out name wins
  SettingsSection(String path, Map<String, ?> settings) {
    this.path = path;
    settings.forEach(
        (name, value) -> {
          if (value instanceof Map || value instanceof List) {
            put(name, value);
          }
        });
    settings.forEach(
        (name, value) -> {
          if (!(value instanceof Map || value instanceof List)) {
            put(name, value);
          }
        });
  }

  private void put(String name, @Nullable Object value) {
    switch (value) {
      case null -> {
        // Not set.
      }
      case Map<?, ?> map -> map.forEach((key, below) -> put(name + "." + key, below));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          put("%s[%d]".formatted(name, i), list.get(i));
        }
      }
      default -> values.put(name, value.toString());
    }
  }

  /// Full name of a setting of this section.
  String name(String key) {
    return path + "." + key;
  }

  /// The names directly below this section.
  Set<String> keys() {
    var keys = new LinkedHashSet<String>();
    values.keySet().forEach(name -> keys.add(name.split("[.\\[]", 2)[0]));
    return keys;
  }

  /// A text; empty where it is not set or blank.
  Optional<String> text(String key) {
    read.add(key);
    return Optional.ofNullable(values.get(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  /// Texts: a list, or one text with commas.
  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    text(key)
        .ifPresent(
            text ->
                COMMA
                    .splitAsStream(text)
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .forEach(texts::add));
    for (int i = 0; values.containsKey("%s[%d]".formatted(key, i)); i++) {
      text("%s[%d]".formatted(key, i)).ifPresent(texts::add);
    }
    return texts;
  }

  /// The section below a name; empty where nothing of it is set.
  SettingsSection below(String key) {
    String prefix = key + ".";
    var below = new TreeMap<String, String>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            read.add(name);
            below.put(name.substring(prefix.length()), value);
          }
        });
    // An empty value where a section could be is no setting.
    if (values.getOrDefault(key, "x").isBlank()) {
      read.add(key);
    }
    return new SettingsSection(name(key), below);
  }

  /// Every name of this section with its value, whatever dots it holds.
  Map<String, String> all() {
    read.addAll(values.keySet());
    return Map.copyOf(values);
  }

  /// Refuses names that nobody has read. Called once everything has been.
  void refuseUnknown() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw new IllegalArgumentException(
            "%s is no setting of a source; is its name mistyped?".formatted(name(name)));
      }
    }
  }

  /// The refusal of a setting: a sentence that starts with its full name.
  IllegalArgumentException refuse(String key, String sentence) {
    return new IllegalArgumentException("%s: %s".formatted(name(key), sentence));
  }
}
