package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.policy.site.SiteIndex.Moment;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.TestWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which events of a site must be decided again when something changes. Misses none; and an
/// ordinary signal costs a handful of look-ups, however many signals there are.
///
/// An event is named where what is found of itself may have changed, where what joins it to others
/// has, or where it is in one incident, before or after, with such an event. An event that leaves
/// the site is not named: nothing is left to be decided of it.
public final class SiteChange {
  private final int mostMembers;

  public SiteChange() {
    this(SiteDecider.MOST_MEMBERS);
  }

  SiteChange(int mostMembers) {
    this.mostMembers = mostMembers;
  }

  /// An event appears, changes, is ruled otherwise, or leaves.
  ///
  /// @param before the site as it was
  /// @param after the site as it is then; nothing differs but this event ([ChangedSite])
  public NavigableSet<String> ofEvent(SiteView before, SiteView after, String eventKey) {
    var was = site(before);
    var is = site(after);
    var judged = new HashSet<String>();
    for (Site site : List.of(was, is)) {
      site.event(eventKey).ifPresent(one -> judged.addAll(dependents(one, site)));
    }
    return affected(was, is, Set.of(eventKey), judged);
  }

  /// A test window appears or changes.
  ///
  /// @param before the site with the window as it was
  /// @param after the site with the window as it is; nothing else differs
  /// @param old the window as it was; null where there was none
  public NavigableSet<String> ofWindow(
      SiteView before, SiteView after, @Nullable TestWindow old, TestWindow window) {
    var was = site(before);
    var is = site(after);
    var judged = new HashSet<String>();
    for (Span span : differing(old, window)) {
      Iterator<Moment> walk = events(types(old, window), span, is);
      while (walk.hasNext()) {
        SiteEvent one = is.indexed(walk.next().key());
        boolean covered = old != null && WindowScope.covers(old, one);
        boolean covers = WindowScope.covers(window, one);
        if (covered != covers || (covers && !sameWords(old, window))) {
          judged.add(one.key());
        }
      }
    }
    return affected(was, is, Set.of(), judged);
  }

  /// Rulebooks are published or taken back.
  ///
  /// @param before the site with the rulebooks as they were
  /// @param after the site with the rulebooks as they are; nothing else differs
  public NavigableSet<String> ofRulebooks(SiteView before, SiteView after) {
    var is = site(after);
    var touched = new HashSet<String>();
    var always = new Span(Long.MIN_VALUE, Long.MAX_VALUE);
    Iterator<Moment> walk = events(EnumSet.allOf(EventType.class), always, is);
    while (walk.hasNext()) {
      SiteEvent one = is.indexed(walk.next().key());
      var day = one.event().getServiceDay();
      if (!before.rulebook(day).equals(after.rulebook(day))) {
        touched.add(one.key());
      }
    }
    return affected(site(before), is, touched, touched);
  }

  private Site site(SiteView view) {
    return new Site(view, mostMembers);
  }

  /// The events that are judged otherwise because one is there: itself, what may be noise after it,
  /// and what may be on test after it.
  private static Set<String> dependents(SiteEvent one, Site site) {
    var keys = new HashSet<String>();
    keys.add(one.key());
    for (NoiseRule rule : Succession.rules(one, site)) {
      keys.addAll(Succession.after(one, rule, site));
    }
    keys.addAll(Testing.after(one, site));
    return keys;
  }

  /// @param touched the events that differ or whose rulebook does
  /// @param judged those that may be found otherwise for themselves
  private static NavigableSet<String> affected(
      Site was, Site is, Set<String> touched, Set<String> judged) {
    var directly = new HashSet<String>(judged);
    directly.addAll(LinkChange.of(was, is, touched));
    var affected = new TreeSet<String>(SortedText.ORDER);
    for (String key : directly) {
      for (Site site : List.of(was, is)) {
        site.event(key).ifPresent(one -> addIncident(one, site, affected));
      }
    }
    affected.removeIf(key -> is.event(key).isEmpty());
    return affected;
  }

  /// An incident that is too large is none: each of its events is decided for itself.
  private static void addIncident(SiteEvent one, Site site, Set<String> affected) {
    affected.add(one.key());
    Component.of(one, site)
        .ifPresent(members -> members.forEach(member -> affected.add(member.key())));
  }

  /// From one time to another, both included, in milliseconds.
  private record Span(long first, long last) {}

  private static Iterator<Moment> events(Set<EventType> types, Span span, Site site) {
    var timelines = new ArrayList<String>();
    for (String source : site.sources(types)) {
      timelines.addAll(site.timelines(types, source));
    }
    return Walk.between(site.view(), timelines, span.first(), span.last());
  }

  private static Set<EventType> types(@Nullable TestWindow old, TestWindow window) {
    Set<EventType> types = EnumSet.copyOf(WindowScope.types(window));
    if (old != null) {
      types.addAll(WindowScope.types(old));
    }
    return types;
  }

  /// The times in which two versions of a window can differ: where nothing but its start and end
  /// does, what lies between the old ones and the new ones.
  private static List<Span> differing(@Nullable TestWindow old, TestWindow window) {
    if (old == null || old.getCancelled()) {
      return window.getCancelled() ? List.of() : List.of(span(window));
    }
    if (window.getCancelled()) {
      return List.of(span(old));
    }
    if (!sameScope(old, window) || !sameWords(old, window)) {
      return List.of(span(old), span(window));
    }
    return List.of(
        span(WindowScope.start(old), WindowScope.start(window)),
        span(WindowScope.end(old), WindowScope.end(window)));
  }

  private static boolean sameScope(TestWindow old, TestWindow window) {
    return Objects.equals(old.getClientId(), window.getClientId())
        && Objects.equals(old.getSiteId(), window.getSiteId())
        && old.getZones().equals(window.getZones())
        && old.getTypes().equals(window.getTypes())
        && old.getWeekly().equals(window.getWeekly());
  }

  /// Whether decisions name both versions alike.
  private static boolean sameWords(@Nullable TestWindow old, TestWindow window) {
    return old != null && old.getReason().equals(window.getReason());
  }

  private static Span span(TestWindow window) {
    return span(WindowScope.start(window), WindowScope.end(window));
  }

  private static Span span(Instant one, Instant other) {
    return one.isBefore(other)
        ? new Span(millis(one), millis(other))
        : new Span(millis(other), millis(one));
  }

  private static long millis(Instant at) {
    if (at.equals(Instant.MIN)) {
      return Long.MIN_VALUE;
    }
    return at.equals(Instant.MAX) ? Long.MAX_VALUE : at.toEpochMilli();
  }
}
