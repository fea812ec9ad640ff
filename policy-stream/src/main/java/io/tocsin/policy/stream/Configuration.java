package io.tocsin.policy.stream;

import io.tocsin.policy.site.RulebooksByDay;
import io.tocsin.schemas.TestWindow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The test windows and rulebooks that decisions rest on. Immutable, safe for use by several
/// threads.
final class Configuration {
  private final Map<String, TestWindow> windows;
  private final RulebooksByDay rulebooks;
  private final Map<String, List<TestWindow>> bySite = new HashMap<>();
  private final List<TestWindow> ofMoreSites = new ArrayList<>();

  Configuration(Map<String, TestWindow> windows, RulebooksByDay rulebooks) {
    this.windows = Map.copyOf(windows);
    this.rulebooks = rulebooks;
    for (TestWindow window : this.windows.values()) {
      String siteId = window.getSiteId();
      if (siteId == null) {
        ofMoreSites.add(window);
      } else {
        bySite.computeIfAbsent(siteId, _ -> new ArrayList<>()).add(window);
      }
    }
  }

  /// The windows that may cover an event of a site. The site key of a known site is its id.
  Collection<TestWindow> windows(String siteKey) {
    List<TestWindow> own = bySite.get(siteKey);
    if (own == null) {
      return ofMoreSites;
    }
    var all = new ArrayList<TestWindow>(ofMoreSites);
    all.addAll(own);
    return all;
  }

  RulebooksByDay rulebooks() {
    return rulebooks;
  }

  @Nullable TestWindow window(String id) {
    return windows.get(id);
  }

  /// The same with another version of a window.
  Configuration with(TestWindow window) {
    var all = new TreeMap<String, TestWindow>(windows);
    all.put(window.getId(), window);
    return new Configuration(all, rulebooks);
  }

  /// The same with other rulebooks.
  Configuration with(RulebooksByDay others) {
    return new Configuration(windows, others);
  }
}
