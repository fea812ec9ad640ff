package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.util.Set;

/// Event types that may be the same thing in the world when different sources report them near one
/// another at one site.
///
/// Two events join where each is the other's nearest of the other's source, no further apart than
/// `within`. Where an event has two candidates of one source whose distances differ by less than
/// `margin`, it is ambiguous: it joins neither, and a human decides.
///
/// @param id its name; decisions give it as evidence
/// @param types event types; a type is in at most one class
/// @param within furthest distance of the times of two events that join
/// @param margin how much nearer the nearest must be than the next
public record IncidentClass(String id, Set<EventType> types, Duration within, Duration margin) {
  public IncidentClass {
    types = Set.copyOf(types);
  }
}
