package io.tocsin.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator ruled of an event, or that a ruling was withdrawn.
///
/// @param version its version; null where it was withdrawn
/// @param at when, UTC
/// @param actor who; null where a withdrawal does not say
/// @param reason why; null where a withdrawal does not say
/// @param joins the event that it is one incident with
/// @param separate whether it is an incident of its own
/// @param type what it was; null where nothing was ruled of that
/// @param accepted reasons for review that no longer hold it back, stable codes
/// @param notBillable why it is not to be billed; null where nothing was ruled of that
record Ruling(
    @Nullable Integer version,
    Instant at,
    @Nullable String actor,
    @Nullable String reason,
    @Nullable String joins,
    boolean separate,
    @Nullable String type,
    List<String> accepted,
    @Nullable String notBillable) {
  /// Whether it takes an earlier ruling back.
  boolean withdrawn() {
    return version == null;
  }
}
