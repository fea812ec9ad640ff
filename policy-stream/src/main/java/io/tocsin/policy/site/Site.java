package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A view that is asked each thing only once. Lives as long as one question; not for several
/// threads.
final class Site {
  private final SiteView view;
  private final int mostMembers;
  private final Map<String, Optional<SiteEvent>> events = new HashMap<>();
  private final Map<EventType, SortedSet<String>> sources = new HashMap<>();
  private final Map<String, List<Tie>> named = new HashMap<>();
  private final Map<String, Links> links = new HashMap<>();

  /// @param mostMembers events of one incident; a larger one is none
  Site(SiteView view, int mostMembers) {
    this.view = view;
    this.mostMembers = mostMembers;
  }

  SiteView view() {
    return view;
  }

  int mostMembers() {
    return mostMembers;
  }

  Optional<SiteEvent> event(String key) {
    return events.computeIfAbsent(key, k -> Optional.ofNullable(view.event(k)));
  }

  /// An event that the index names.
  SiteEvent indexed(String key) {
    return event(key)
        .orElseThrow(() -> new IllegalStateException("the index names an event that is not there"));
  }

  Optional<CompiledRulebook> rulebook(SiteEvent one) {
    return view.rulebook(one.event().getServiceDay());
  }

  /// The sources that have events of some types.
  SortedSet<String> sources(Set<EventType> types) {
    var all = new TreeSet<String>();
    types.forEach(type -> all.addAll(sources.computeIfAbsent(type, this::readSources)));
    return all;
  }

  private SortedSet<String> readSources(EventType type) {
    var found = new TreeSet<String>();
    String prefix = SiteIndex.timelines(type);
    String end = SortedText.end(prefix);
    List<String> next = view.entries(prefix, end, false, 1);
    while (!next.isEmpty()) {
      String source = SortedText.firstPart(next.getFirst(), prefix);
      found.add(source);
      next = view.entries(SortedText.end(SiteIndex.timeline(type, source)), end, false, 1);
    }
    return found;
  }

  /// The timelines of some types of one source.
  List<String> timelines(Set<EventType> types, String source) {
    return types.stream().sorted().map(type -> SiteIndex.timeline(type, source)).toList();
  }

  /// What joins an event to others because both name the same thing or an operator said so.
  List<Tie> named(SiteEvent one) {
    List<Tie> known = named.get(one.key());
    if (known == null) {
      known = NamedTies.of(one, this);
      named.put(one.key(), known);
    }
    return known;
  }

  /// Everything that joins an event to others.
  Links links(SiteEvent one) {
    Links known = links.get(one.key());
    if (known == null) {
      known = Links.of(one, this);
      links.put(one.key(), known);
    }
    return known;
  }

  /// A time with a distance added, or the last or first one that there is.
  static long plus(long at, long millis) {
    long sum = at + millis;
    if (((at ^ sum) & (millis ^ sum)) < 0) {
      return at < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }
}
