package io.tocsin.policy.rulebook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who follows an event up, whether or not it is billed.
///
/// @param ownerTeam the team; null where the rulebook names none
/// @param serviceLevel the service level promised; null where the rulebook names none
/// @param routes the sinks that act on it
/// @param audiences who is told, by the names of audiences; only where it goes to `notify`
public record Handling(
    @Nullable String ownerTeam,
    @Nullable String serviceLevel,
    List<Route> routes,
    List<String> audiences) {
  /// Nobody and nowhere.
  public static final Handling NONE = new Handling(null, null, List.of(), List.of());

  public Handling {
    routes = List.copyOf(routes);
    audiences = List.copyOf(audiences);
  }
}
