package io.tocsin.replay.simulation;

import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.policy.backtest.Unread;
import io.tocsin.replay.difference.Past;
import io.tocsin.schemas.CanonicalEvent;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The events of a simulation and its rulebooks.
///
/// @param events the newest revision of each, by event key
/// @param rulebooks their texts
record Remembered(Map<String, CanonicalEvent> events, Collection<String> rulebooks)
    implements Past {
  @Override
  public Optional<TrialDays> days(Set<String> eventKeys) {
    List<LocalDate> days =
        events.values().stream()
            .filter(event -> eventKeys.contains(event.getEventKey()))
            .map(CanonicalEvent::getServiceDay)
            .sorted()
            .toList();
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrialDays(days.getFirst(), days.getLast()));
  }

  @Override
  public History read(TrialDays days, int most) {
    return new History(
        events.values(),
        Map.of(),
        List.of(),
        rulebooks.stream().map(Oracle::rulebook).toList(),
        new Unread());
  }
}
