package io.tocsin.policy.ruling;

import java.util.List;
import java.util.Optional;

/// What an operator says of an event, as it was written. Nothing in it is checked.
public sealed interface RulingChange {
  /// It is one incident with another event of its site.
  ///
  /// @param other the other event's key
  record Join(String other) implements RulingChange {}

  /// It is an incident of its own, whatever references and windows say.
  record Split() implements RulingChange {}

  /// It needs no review any more, or another outcome.
  ///
  /// @param type what it was
  /// @param accepted reasons for review that no longer hold it back
  /// @param notBillable why it is not to be billed, a sentence
  record Resolve(Optional<String> type, List<String> accepted, Optional<String> notBillable)
      implements RulingChange {
    public Resolve {
      accepted = List.copyOf(accepted);
    }
  }

  /// Whatever was ruled of it is taken back.
  record Withdraw() implements RulingChange {}
}
