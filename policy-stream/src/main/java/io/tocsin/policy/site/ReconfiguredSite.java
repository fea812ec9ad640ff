package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The events of a site under other test windows and rulebooks than those that it knows.
public final class ReconfiguredSite implements SiteView {
  private final SiteView events;
  private final Collection<TestWindow> windows;
  private final RulebooksByDay rulebooks;

  public ReconfiguredSite(
      SiteView events, Collection<TestWindow> windows, RulebooksByDay rulebooks) {
    this.events = events;
    this.windows = List.copyOf(windows);
    this.rulebooks = rulebooks;
  }

  @Override
  public @Nullable SiteEvent event(String eventKey) {
    return events.event(eventKey);
  }

  @Override
  public List<String> entries(String from, String to, boolean backwards, int most) {
    return events.entries(from, to, backwards, most);
  }

  @Override
  public Collection<TestWindow> windows() {
    return windows;
  }

  @Override
  public Optional<CompiledRulebook> rulebook(LocalDate serviceDay) {
    return rulebooks.inForce(serviceDay);
  }

  @Override
  public Collection<CompiledRulebook> rulebooks() {
    return rulebooks.published();
  }
}
