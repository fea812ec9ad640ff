package io.tocsin.replay.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replay would do, computed before it may run.
///
/// @param selection what it takes
/// @param notes in what that differs from what was asked for, one sentence each
/// @param difference what it would change
/// @param confirmation why a second person must confirm it; null = nobody must
public record Plan(
    Selection selection,
    List<String> notes,
    MoneyDifference difference,
    @Nullable String confirmation) {
  public Plan {
    notes = List.copyOf(notes);
  }
}
