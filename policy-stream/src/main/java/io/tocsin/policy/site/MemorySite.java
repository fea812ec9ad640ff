package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A site in memory. Not for several threads.
public final class MemorySite implements SiteView {
  private final Map<String, SiteEvent> events = new TreeMap<>(SortedText.ORDER);
  private final NavigableSet<String> index = new TreeSet<>(SortedText.ORDER);
  private Collection<TestWindow> windows = List.of();
  private RulebooksByDay rulebooks = new RulebooksByDay(List.of());

  /// Puts an event, or a newer revision of it, or takes it away.
  ///
  /// @param event null where it leaves the site
  public void put(String eventKey, @Nullable SiteEvent event) {
    SiteEvent before = event == null ? events.remove(eventKey) : events.put(eventKey, event);
    if (before != null) {
      SiteIndex.entries(before).forEach(index::remove);
    }
    if (event != null) {
      index.addAll(SiteIndex.entries(event));
    }
  }

  /// Puts test windows and rulebooks in the place of those before.
  public void configure(Collection<TestWindow> newWindows, RulebooksByDay newRulebooks) {
    windows = List.copyOf(newWindows);
    rulebooks = newRulebooks;
  }

  /// The keys of all events, in the order [SortedText#ORDER].
  public List<String> keys() {
    return List.copyOf(events.keySet());
  }

  @Override
  public @Nullable SiteEvent event(String eventKey) {
    return events.get(eventKey);
  }

  @Override
  public List<String> entries(String from, String to, boolean backwards, int most) {
    NavigableSet<String> range = index.subSet(from, true, to, false);
    return (backwards ? range.descendingSet() : range).stream().limit(most).toList();
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
