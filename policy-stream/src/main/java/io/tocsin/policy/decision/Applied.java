package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.Handling;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.schemas.Alternative;
import java.util.List;
import java.util.Map;

/// What the rulebook said of an event, before anything else is considered.
sealed interface Applied {
  /// The rules that were tried before and did not match, in their order.
  List<Alternative> alternatives();

  /// Who follows it up, as far as the rulebook says.
  Handling handling();

  /// A rule matched, or the default of the event's type was used.
  ///
  /// @param ruleId the rule; `defaults/<type>` for a default
  /// @param seen the values that it looked at
  record Found(
      String ruleId, Outcome outcome, Map<String, String> seen, List<Alternative> alternatives)
      implements Applied {
    @Override
    public Handling handling() {
      return outcome.handling();
    }
  }

  /// A rule could not be evaluated. Whether it or a later one would have matched, nobody knows.
  ///
  /// @param why end of a sentence that begins with the rule
  /// @param handling what the default of the event's type says of the follow-up
  record Broken(
      String ruleId,
      String why,
      Map<String, String> seen,
      Handling handling,
      List<Alternative> alternatives)
      implements Applied {}

  /// No rule matched and the type has no default, or no rulebook was in force.
  ///
  /// @param why the sentence
  record Nothing(String why, List<Alternative> alternatives) implements Applied {
    @Override
    public Handling handling() {
      return Handling.NONE;
    }
  }
}
