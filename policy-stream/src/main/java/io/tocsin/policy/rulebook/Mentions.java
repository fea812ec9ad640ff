package io.tocsin.policy.rulebook;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fields that a condition, or a part of one, looks at.
///
/// @param fields by their names, `event.attributes` among them
/// @param attributes names of the attributes
/// @param schedules the schedules that it names
record Mentions(
    NavigableSet<String> fields, NavigableSet<String> attributes, NavigableSet<String> schedules) {
  private static final int LONGEST_VALUE = 200;

  /// Their values, by field name, in order; long ones cut.
  NavigableMap<String, String> seen(Map<String, Object> values) {
    var seen = new TreeMap<String, String>();
    for (String field : fields) {
      if (!field.equals(EventFields.ATTRIBUTES)) {
        seen.put(field, text(values.get(field)));
      }
    }
    if (values.get(EventFields.ATTRIBUTES) instanceof Map<?, ?> all) {
      for (String attribute : attributes) {
        seen.put(EventFields.ATTRIBUTES + "." + attribute, text(all.get(attribute)));
      }
    }
    return seen;
  }

  private static String text(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "";
          case Collection<?> several ->
              several.stream().map(Object::toString).collect(Collectors.joining(", "));
          default -> value.toString();
        };
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
  }
}
