package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.util.Set;

/// A runaway or swinger rule: signals in quick succession, of which those after the first `count`
/// are billing noise. They are recorded and routed as ever; only the response meter leaves them
/// out.
///
/// Signals are in one succession while each follows the one before by less than `gap`; a longer
/// silence starts anew.
///
/// @param id its name; decisions give it as reason
/// @param types event types that it looks at
/// @param per what must be equal within one succession, beside the site
/// @param count how many signals of a succession still count, at least 1
/// @param gap the silence that ends a succession
/// @param because the reason in a sentence for a finance person
public record NoiseRule(
    String id, Set<EventType> types, Set<Per> per, int count, Duration gap, String because) {
  /// What a succession has in common.
  public enum Per {
    /// The source.
    SOURCE,
    /// The code.
    CODE,
    /// Zone and area.
    ZONE
  }

  public NoiseRule {
    types = Set.copyOf(types);
    per = Set.copyOf(per);
  }
}
