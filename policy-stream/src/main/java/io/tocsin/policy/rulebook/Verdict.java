package io.tocsin.policy.rulebook;

/// What a condition says of an event.
public sealed interface Verdict {
  /// The condition holds.
  record Holds() implements Verdict {}

  /// It does not hold.
  record DoesNotHold() implements Verdict {}

  /// It could not be evaluated for this event.
  ///
  /// @param why end of a sentence that begins with the rule; holds no value of the event
  record Failed(String why) implements Verdict {}
}
