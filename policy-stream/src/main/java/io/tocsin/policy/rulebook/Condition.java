package io.tocsin.policy.rulebook;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tocsin.schemas.EventType;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A compiled condition of a rule. Immutable, safe for use by several threads; its cost is bounded
/// by the length of its text, because conditions have no loops.
public final class Condition {
  private static final Verdict HOLDS = new Verdict.Holds();
  private static final Verdict DOES_NOT_HOLD = new Verdict.DoesNotHold();

  private final CelRuntime.Program program;
  private final Set<EventType> types;
  private final Mentions mentions;
  private final List<Term> terms;

  /// @param types the event types for which it can hold at all
  /// @param mentions the fields that it looks at
  /// @param terms its terms, from left to right; at least one
  Condition(CelRuntime.Program program, Set<EventType> types, Mentions mentions, List<Term> terms) {
    this.program = program;
    this.types = Set.copyOf(types);
    this.mentions = mentions;
    this.terms = List.copyOf(terms);
  }

  /// Compiles a condition that names no schedule.
  ///
  /// @throws IllegalArgumentException where it cannot be used
  public static Condition of(String text) {
    return switch (ConditionCompiler.compile(text, Set.of())) {
      case ConditionReading.Usable(Condition condition) -> condition;
      case ConditionReading.Refused(List<ConditionReading.Problem> problems) ->
          throw new IllegalArgumentException(problems.toString());
    };
  }

  /// The event types for which the condition can hold; every type unless it says otherwise.
  public Set<EventType> types() {
    return types;
  }

  /// The schedules that the condition names.
  Set<String> schedules() {
    return mentions.schedules();
  }

  /// Its terms, from left to right.
  List<Term> terms() {
    return terms;
  }

  /// Whether the condition holds for these values ([EventFields#valuesOf]).
  public Verdict test(Map<String, Object> values) {
    boolean more = false;
    for (Term term : terms) {
      Gate gate = term.gate();
      if (gate == null) {
        more = true;
      } else if (!gate.holds(values)) {
        // False makes the whole false, whatever becomes of the other terms.
        return DOES_NOT_HOLD;
      }
    }
    return more ? evaluate(values) : HOLDS;
  }

  /// The same by the expression engine alone.
  Verdict evaluate(Map<String, Object> values) {
    return evaluate(program, values);
  }

  private static Verdict evaluate(CelRuntime.Program program, Map<String, Object> values) {
    try {
      return Boolean.TRUE.equals(program.eval(values)) ? HOLDS : DOES_NOT_HOLD;
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

  /// Why the condition does not hold for these values: its first term that does not, and what that
  /// term saw, for example `event.category == "Escort" does not hold: event.category is "Patrol"`.
  /// Empty where it holds or could not be evaluated.
  ///
  /// Evaluates the terms one by one, so it costs about as much as [#test] again; it is asked only
  /// of the rules that a decision names.
  public Optional<String> why(Map<String, Object> values) {
    for (Term term : terms) {
      if (isFalse(term, values)) {
        return Optional.of(why(term, values));
      }
    }
    return Optional.empty();
  }

  private static boolean isFalse(Term term, Map<String, Object> values) {
    Gate gate = term.gate();
    return gate == null
        ? evaluate(term.program(), values) instanceof Verdict.DoesNotHold
        : !gate.holds(values);
  }

  private static String why(Term term, Map<String, Object> values) {
    Map<String, String> seen = term.mentions().seen(values);
    String saw =
        seen.entrySet().stream()
            .map(value -> "%s is \"%s\"".formatted(value.getKey(), value.getValue()))
            .collect(Collectors.joining(", "));
    return saw.isEmpty()
        ? "%s does not hold".formatted(term.text())
        : "%s does not hold: %s".formatted(term.text(), saw);
  }

  /// The values that the condition looked at, by field name, in order; long ones cut.
  public NavigableMap<String, String> seen(Map<String, Object> values) {
    return mentions.seen(values);
  }
}
