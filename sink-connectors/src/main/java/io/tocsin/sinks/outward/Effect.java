package io.tocsin.sinks.outward;

import io.tocsin.sinks.runtime.Subject;
import java.util.Map;
import java.util.Optional;

/// What should stand outside for one key.
///
/// @param key names it for ever: lower-case hex, 64 characters, the same after a replay or a
/// rebuild. What the outside is given as external id or marker
/// @param group effects of one group are made one after another, in the order of their records
/// @param subject the event and the version that wants it; an older one never follows a newer one
/// @param action what should stand
/// @param undoes the key of the effect that this one takes back; empty where it takes back none
/// @param fields what a template may name: texts, exact decimals ([java.math.BigDecimal]) and
/// booleans; see [Fields]
public record Effect(
    String key,
    String group,
    Subject subject,
    Action action,
    Optional<String> undoes,
    Map<String, Object> fields) {
  public Effect {
    fields = Map.copyOf(fields);
  }

  /// What should stand.
  public enum Action {
    /// It exists and says what the fields say.
    PUT,
    /// It is withdrawn: marked so where it exists, not made where it does not.
    WITHDRAW
  }
}
