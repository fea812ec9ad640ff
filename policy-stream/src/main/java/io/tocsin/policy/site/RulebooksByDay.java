package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.CompiledRulebook;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Published rulebooks, and which of them is in force on a service day: of all that are effective
/// by then, the one with the highest version. Immutable, safe for use by several threads.
public final class RulebooksByDay {
  private final List<CompiledRulebook> published;
  private final Map<LocalDate, Optional<CompiledRulebook>> inForce = new ConcurrentHashMap<>();

  public RulebooksByDay(Collection<CompiledRulebook> published) {
    this.published = List.copyOf(published);
  }

  Collection<CompiledRulebook> published() {
    return published;
  }

  Optional<CompiledRulebook> inForce(LocalDate serviceDay) {
    return inForce.computeIfAbsent(
        serviceDay,
        day ->
            published.stream()
                .filter(rulebook -> !rulebook.effectiveFrom().isAfter(day))
                .max(Comparator.comparingInt(CompiledRulebook::version)));
  }
}
