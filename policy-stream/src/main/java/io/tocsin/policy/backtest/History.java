package io.tocsin.policy.backtest;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Past events and what they are decided by, as it stands now.
///
/// @param events the latest revision of each, in no order
/// @param rulings by event key
/// @param windows test windows
/// @param published the rulebooks that can be used
/// @param unread what should be here and could not be read
public record History(
    Collection<CanonicalEvent> events,
    Map<String, Ruling> rulings,
    Collection<TestWindow> windows,
    Collection<CompiledRulebook> published,
    Unread unread) {
  public History {
    events = List.copyOf(events);
    rulings = Map.copyOf(rulings);
    windows = List.copyOf(windows);
    published = List.copyOf(published);
  }
}
