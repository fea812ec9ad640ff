package io.tocsin.policy.window;

import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A test window, or a part of one, as somebody wrote it. Nothing in it is checked.
///
/// @param said the values by field. A field that is missing was not spoken of; one without values,
/// or with a blank one only, was spoken of as empty.
public record WindowText(Map<WindowField, List<String>> said) {
  public WindowText {
    var copy = new EnumMap<WindowField, List<String>>(WindowField.class);
    said.forEach(
        (field, values) ->
            copy.put(field, values.stream().map(String::strip).filter(v -> !v.isEmpty()).toList()));
    said = Map.copyOf(copy);
  }

  /// What a window that stands would be written as.
  public static WindowText of(TestWindow window) {
    var said = new EnumMap<WindowField, List<String>>(WindowField.class);
    said.put(WindowField.ID, List.of(window.getId()));
    said.put(WindowField.CLIENT, listOf(window.getClientId()));
    said.put(WindowField.SITE, listOf(window.getSiteId()));
    said.put(WindowField.ZONES, window.getZones());
    said.put(WindowField.TYPES, window.getTypes().stream().map(Enum::name).toList());
    said.put(WindowField.START, listOf(window.getStartsAt()));
    said.put(WindowField.END, listOf(window.getEndsAt()));
    said.put(WindowField.WEEKLY, window.getWeekly().stream().map(WindowText::words).toList());
    said.put(WindowField.REASON, List.of(window.getReason()));
    said.put(WindowField.ACTOR, List.of(window.getActor()));
    said.put(WindowField.CANCELLED, List.of(window.getCancelled() ? "yes" : "no"));
    return new WindowText(said);
  }

  private static List<String> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value.toString());
  }

  private static String words(WeeklySpan span) {
    return "%s %s-%s".formatted(String.join(",", span.getDays()), span.getFrom(), span.getTo());
  }

  /// A field's only value; empty where there is none.
  public Optional<String> one(WindowField field) {
    return all(field).stream().findFirst();
  }

  /// All values of a field.
  public List<String> all(WindowField field) {
    return said.getOrDefault(field, List.of());
  }

  /// Whether a field was spoken of at all.
  public boolean speaksOf(WindowField field) {
    return said.containsKey(field);
  }

  /// This, and for whatever it does not speak of, what stands.
  public WindowText over(WindowText standing) {
    var all = new EnumMap<WindowField, List<String>>(WindowField.class);
    all.putAll(standing.said);
    all.putAll(said);
    return new WindowText(all);
  }

  /// The same with one field said otherwise.
  public WindowText with(WindowField field, String value) {
    var all = new EnumMap<WindowField, List<String>>(WindowField.class);
    all.putAll(said);
    all.put(field, List.of(value));
    return new WindowText(all);
  }
}
