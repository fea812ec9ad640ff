package io.tocsin.platform;

import io.micronaut.core.convert.ConversionService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One section of the settings, read strictly: a value of the wrong kind, a missing one and a name
/// that nobody reads are refused in a sentence that names the setting. A mistyped name in a
/// security setting must not pass as its default.
public final class Section {
  private final String path;
  private final Map<String, Object> values;
  private final Set<String> read = new HashSet<>();

  private Section(String path, Map<String, Object> values) {
    this.path = path;
    this.values = values;
  }

  /// A section from settings as the environment gives them: names with dots and `[n]`, beside
  /// nested maps and lists, in any mixture. Where both name one value, the written-out name wins,
  /// since that is how a later source overrides one element of an earlier one's list.
  ///
  /// @param path full name of the section
  /// @param settings names below the section, with their values
  public static Section of(String path, Map<String, Object> settings) {
    var root = new TreeMap<String, Object>();
    settings.forEach(
        (name, value) -> {
          if (value instanceof Map || value instanceof List) {
            put(root, segments(name), value);
          }
        });
    settings.forEach(
        (name, value) -> {
          if (!(value instanceof Map || value instanceof List)) {
            put(root, segments(name), value);
          }
        });
    return new Section(path, root);
  }

  private static List<String> segments(String name) {
    return List.of(name.replace("]", "").replace('[', '.').split("\\.", -1));
  }

  private static void put(Map<String, Object> node, List<String> segments, @Nullable Object value) {
    String head = segments.getFirst();
    if (segments.size() > 1) {
      put(child(node, head), segments.subList(1, segments.size()), value);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> child = child(node, head);
      map.forEach((k, v) -> put(child, segments(String.valueOf(k)), v));
    } else if (value instanceof List<?> list) {
      Map<String, Object> child = child(node, head);
      for (int i = 0; i < list.size(); i++) {
        put(child, List.of(Integer.toString(i)), list.get(i));
      }
    } else if (value != null) {
      node.put(head, value);
    }
  }

  private static Map<String, Object> child(Map<String, Object> node, String name) {
    if (node.get(name) instanceof Children children) {
      return children;
    }
    var children = new Children();
    node.put(name, children);
    return children;
  }

  /// What is below a name. A type of its own, so that it is told from a value.
  private static final class Children extends TreeMap<String, Object> {}

  /// Full name of this section.
  public String name() {
    return path;
  }

  /// Full name of a setting of this section.
  public String name(String key) {
    return path + "." + key;
  }

  /// Names of what this section holds.
  public Set<String> keys() {
    return values.keySet();
  }

  /// Whether anything is set under a name.
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /// A text; a blank one counts as not set.
  public Optional<String> text(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value instanceof Children) {
      throw refuse(key, "is a section or a list where one value is expected");
    }
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isBlank());
  }

  /// A text that must be there.
  public String required(String key) {
    return text(key).orElseThrow(() -> refuse(key, "is not set"));
  }

  /// One text or a list of texts; empty where it is not set.
  public List<String> texts(String key) {
    if (!(values.get(key) instanceof Children children)) {
      return text(key).map(List::of).orElse(List.of());
    }
    read.add(key);
    var texts = new ArrayList<String>();
    for (Object value : inOrder(key, children).values()) {
      if (value instanceof Children || value.toString().isBlank()) {
        throw refuse(key, "holds something else than a text");
      }
      texts.add(value.toString());
    }
    return texts;
  }

  /// A list of texts, or one text with commas between, as an environment variable has it.
  public List<String> commaSeparated(String key) {
    if (values.get(key) instanceof Children) {
      return texts(key);
    }
    return text(key).stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /// `true` or `false`.
  public boolean flag(String key, boolean otherwise) {
    return text(key)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw refuse(key, "is neither true nor false");
                })
        .orElse(otherwise);
  }

  /// A whole number above zero; empty where it is not set.
  public Optional<Integer> count(String key) {
    return text(key)
        .map(
            text -> {
              try {
                int count = Integer.parseInt(text);
                if (count > 0) {
                  return count;
                }
              } catch (NumberFormatException e) {
                throw refuse(key, "is no whole number");
              }
              throw refuse(key, "must be above 0");
            });
  }

  /// A duration, for example `5m` or `PT5M`; empty where it is not set.
  public Optional<Duration> duration(String key) {
    return text(key)
        .map(
            text ->
                ConversionService.SHARED
                    .convert(text, Duration.class)
                    .orElseThrow(() -> refuse(key, "is no duration, for example 5m")));
  }

  /// A section below this one; empty where nothing of it is set.
  public Section section(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null || value.toString().isBlank()) {
      return new Section(name(key), Map.of());
    }
    if (value instanceof Children children) {
      return new Section(name(key), children);
    }
    throw refuse(key, "is one value where a section is expected");
  }

  /// A list of sections; empty where it is not set.
  public List<Section> sections(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Children children)) {
      throw refuse(key, "is one value where a list is expected");
    }
    var sections = new ArrayList<Section>();
    inOrder(key, children)
        .forEach(
            (index, element) -> {
              String at = "%s[%d]".formatted(key, index);
              if (!(element instanceof Children fields)) {
                throw refuse(at, "is one value where a section is expected");
              }
              sections.add(new Section(name(at), fields));
            });
    return sections;
  }

  private SortedMap<Integer, Object> inOrder(String key, Children children) {
    var elements = new TreeMap<Integer, Object>();
    children.forEach(
        (index, element) -> {
          try {
            elements.put(Integer.valueOf(index), element);
          } catch (NumberFormatException e) {
            throw refuse(key, "is a section where a list is expected");
          }
        });
    return elements;
  }

  /// Every section below this one, by its name.
  public Map<String, Section> children() {
    var sections = new LinkedHashMap<String, Section>();
    values.keySet().forEach(key -> sections.put(key, section(key)));
    return sections;
  }

  /// Refuses names that nobody has read. Called once everything has been.
  public void refuseUnknown() {
    for (String key : values.keySet()) {
      if (!read.contains(key)) {
        throw refuse(key, "is no setting known here; is its name mistyped?");
      }
    }
  }

  /// The refusal of one setting: a sentence that starts with its full name. Never holds its value.
  public IllegalArgumentException refuse(String key, String sentence) {
    return new IllegalArgumentException(name(key) + " " + sentence);
  }
}
