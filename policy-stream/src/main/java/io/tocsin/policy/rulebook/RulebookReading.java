package io.tocsin.policy.rulebook;

import java.util.List;

/// What came of reading a rulebook: all of it, or all that is wrong with it.
public sealed interface RulebookReading {
  /// The document is valid.
  record Valid(CompiledRulebook rulebook) implements RulebookReading {}

  /// The document is refused.
  ///
  /// @param errors everything that was found, in the order of the document; at least one
  record Invalid(List<RulebookError> errors) implements RulebookReading {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }
}
