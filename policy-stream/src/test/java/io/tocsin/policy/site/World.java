package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Everything that was said so far: the latest of each.
public final class World {
  public final Map<String, CanonicalEvent> events = new TreeMap<>();
  final Map<String, Ruling> rulings = new TreeMap<>();
  final Map<String, TestWindow> windows = new TreeMap<>();
  final Map<Integer, CompiledRulebook> rulebooks = new TreeMap<>();

  /// One thing that is said.
  public sealed interface Change {
    /// An event, or another revision of it, perhaps at another site.
    record Happened(CanonicalEvent event) implements Change {}

    /// What an operator ruled; null = taken back.
    record Ruled(String eventKey, Ruling ruling) implements Change {}

    /// A test window.
    record Tested(TestWindow window) implements Change {}

    /// A rulebook; null = taken back.
    record Published(int version, CompiledRulebook rulebook) implements Change {}
  }

  SiteEvent siteEvent(String key) {
    return events.containsKey(key) ? new SiteEvent(events.get(key), rulings.get(key)) : null;
  }

  RulebooksByDay byDay() {
    return new RulebooksByDay(rulebooks.values());
  }

  Collection<TestWindow> windows() {
    return windows.values();
  }

  public void take(Change change) {
    switch (change) {
      case Change.Happened(CanonicalEvent event) -> events.put(event.getEventKey(), event);
      case Change.Ruled(String key, Ruling ruling) -> {
        if (ruling == null) {
          rulings.remove(key);
        } else {
          rulings.put(key, ruling);
        }
      }
      case Change.Tested(TestWindow window) -> windows.put(window.getId(), window);
      case Change.Published(int version, CompiledRulebook rulebook) -> {
        if (rulebook == null) {
          rulebooks.remove(version);
        } else {
          rulebooks.put(version, rulebook);
        }
      }
    }
  }

  /// What operators ruled, by event key.
  public Map<String, Ruling> ruled() {
    return rulings;
  }

  /// The test windows, by id.
  public Map<String, TestWindow> tested() {
    return windows;
  }

  /// The rulebooks, by version.
  public Map<Integer, CompiledRulebook> published() {
    return rulebooks;
  }
}
