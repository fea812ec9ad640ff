package io.tocsin.policy.rulebook;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tocsin.schemas.EventType;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A compiled condition of a rule. Immutable, safe for use by several threads; its cost is bounded
/// by the length of its text, because conditions have no loops.
public final class Condition {
  private static final int LONGEST_VALUE = 200;

  private final CelRuntime.Program program;
  private final Set<EventType> types;
  private final NavigableSet<String> fields;
  private final NavigableSet<String> attributes;

  /// @param types the event types for which it can hold at all
  /// @param fields the fields that it mentions
  /// @param attributes names of the attributes that it mentions
  Condition(
      CelRuntime.Program program,
      Set<EventType> types,
      NavigableSet<String> fields,
      NavigableSet<String> attributes) {
    this.program = program;
    this.types = Set.copyOf(types);
    this.fields = fields;
    this.attributes = attributes;
  }

  /// The event types for which the condition can hold; every type unless it says otherwise.
  public Set<EventType> types() {
    return types;
  }

  /// Whether the condition holds for these values ([EventFields#valuesOf]).
  public Verdict test(Map<String, Object> values) {
    try {
      return Boolean.TRUE.equals(program.eval(values))
          ? new Verdict.Holds()
          : new Verdict.DoesNotHold();
    } catch (CelEvaluationException e) {
      return new Verdict.Failed(
          switch (e.getErrorCode()) {
            case DIVIDE_BY_ZERO -> "it divides by zero for this event";
            case NUMERIC_OVERFLOW -> "a number in it becomes too large for this event";
            case BAD_FORMAT -> "it reads a text of this event as a number or time, which it is not";
            case ATTRIBUTE_NOT_FOUND, INDEX_OUT_OF_BOUNDS ->
                "it asks for a value that this event does not have";
            default -> "it cannot be evaluated for this event (%s)".formatted(e.getErrorCode());
          });
    } catch (RuntimeException e) { // A fault of the engine must not stop the stream or skip a rule.
      return new Verdict.Failed(
          "the rule engine failed on it (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  /// The values that the condition looked at, by field name, in order; long ones cut.
  public NavigableMap<String, String> seen(Map<String, Object> values) {
    var seen = new TreeMap<String, String>();
    for (String field : fields) {
      if (!field.equals(EventFields.ATTRIBUTES)) {
        put(seen, field, values.get(field));
      }
    }
    if (values.get(EventFields.ATTRIBUTES) instanceof Map<?, ?> all) {
      for (String attribute : attributes) {
        put(seen, EventFields.ATTRIBUTES + "." + attribute, all.get(attribute));
      }
    }
    return seen;
  }

  private static void put(Map<String, String> seen, String name, @Nullable Object value) {
    String text = value == null ? "" : value.toString();
    seen.put(name, text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE));
  }
}
