package io.tocsin.policy.site;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The events that are one incident: whatever can be reached from one of them by joins.
final class Component {
  private Component() {}

  /// The incident of an event.
  ///
  /// @return its events in the order of acceptance; empty where they are too many
  static Optional<List<SiteEvent>> of(SiteEvent one, Site site) {
    var members = new LinkedHashMap<String, SiteEvent>();
    var waiting = new ArrayDeque<SiteEvent>();
    members.put(one.key(), one);
    waiting.add(one);
    while (!waiting.isEmpty()) {
      Set<String> others =
          site.links(waiting.remove()).ties().stream()
              .map(Tie::other)
              .filter(other -> !members.containsKey(other))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (members.size() + others.size() > site.mostMembers()) {
        return Optional.empty();
      }
      for (String key : others) {
        SiteEvent other = site.indexed(key);
        members.put(key, other);
        waiting.add(other);
      }
    }
    return Optional.of(members.values().stream().sorted(SiteEvent.ACCEPTANCE).toList());
  }
}
