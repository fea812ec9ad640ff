package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.util.List;
import java.util.Optional;

/// Decides one revision of an event as if it were the only event of its site and account. A
/// function of the event and the rulebook and of nothing else.
///
/// An event that a human has to look at is IN_REVIEW, whatever the rules say of money; the rules
/// still say who follows it up.
public final class Decider {
  private Decider() {}

  /// Decides an event.
  ///
  /// @param rulebook the rulebook in force on the event's service day; empty where there was none
  /// @return the decision, with decision number 1
  public static Decision decide(CanonicalEvent event, Optional<CompiledRulebook> rulebook) {
    Judgement judgement = Judgement.of(event, rulebook, Circumstances.of(event));
    var alone = new Incident(List.of(new Incident.Member(judgement, List.of(), false)));
    return alone.drafts().values().iterator().next().decision();
  }
}
