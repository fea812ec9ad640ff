package io.tocsin.policy.ruling;

import io.tocsin.schemas.Ruling;
import java.util.List;

/// What a command makes of the ruling of an event.
public sealed interface RulingOutcome {
  /// It stands from now on.
  ///
  /// @param notes what it replaced, and what the operator should know, one sentence each
  record Stands(Ruling ruling, List<String> notes) implements RulingOutcome {
    public Stands {
      notes = List.copyOf(notes);
    }
  }

  /// It stood so already. Nothing is written.
  record Unchanged(Ruling ruling) implements RulingOutcome {}

  /// What stood is taken back.
  record Withdrawn(String eventKey, List<String> notes) implements RulingOutcome {
    public Withdrawn {
      notes = List.copyOf(notes);
    }
  }

  /// Nothing is written.
  ///
  /// @param reasons everything that is wrong, one sentence each
  record Refused(List<String> reasons) implements RulingOutcome {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
