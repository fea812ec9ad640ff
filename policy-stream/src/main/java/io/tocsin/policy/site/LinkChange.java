package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.IncidentClass;
import io.tocsin.policy.site.SiteIndex.Moment;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.EvidenceKind;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The events whose joins differ between two states of a site.
///
/// Names and rulings join events that differ themselves to others. Nearness is more: an event finds
/// another one where an event beside it appears, goes, or is joined by name. So for each event that
/// can be found now and could not before, or the other way round, those are looked at that could
/// find it: all that have no two others of its source nearer.
final class LinkChange {
  private final Site was;
  private final Site is;

  private LinkChange(Site was, Site is) {
    this.was = was;
    this.is = is;
  }

  /// @param touched the events that differ, or whose rulebook does
  static Set<String> of(Site was, Site is, Set<String> touched) {
    return new LinkChange(was, is).differing(touched);
  }

  private Set<String> differing(Set<String> touched) {
    Set<String> named = withTies(touched, NamedTies::allOf);
    var suspects = new HashSet<String>(named);
    for (String key : named) {
      for (String source : otherSources(key)) {
        if (!found(was, key, source).equals(found(is, key, source))) {
          suspects.addAll(seekers(was, key, source));
          suspects.addAll(seekers(is, key, source));
        }
      }
    }
    Set<String> differing = withTies(suspects, LinkChange::near);
    differing.removeIf(key -> links(was, key).equals(links(is, key)));
    return differing;
  }

  @FunctionalInterface
  private interface Ties {
    List<Tie> of(SiteEvent one, Site site);
  }

  /// What joins an event to others that are near. What joins it by name can differ only where the
  /// other is touched.
  private static List<Tie> near(SiteEvent one, Site site) {
    return site.links(one).ties().stream()
        .filter(tie -> tie.kind() == EvidenceKind.WINDOW)
        .toList();
  }

  /// Some events, and those that they are joined to, before and after.
  private Set<String> withTies(Set<String> keys, Ties ties) {
    var all = new HashSet<String>(keys);
    for (String key : keys) {
      for (Site site : List.of(was, is)) {
        site.event(key).ifPresent(one -> ties.of(one, site).forEach(tie -> all.add(tie.other())));
      }
    }
    return all;
  }

  private static Optional<Links> links(Site site, String key) {
    return site.event(key).map(site::links);
  }

  /// How an event is found by those of another source.
  private record Found(EventType type, long at) {}

  private static Optional<Found> found(Site site, String key, String source) {
    return site.event(key)
        .filter(one -> Pairing.open(one, source, site))
        .map(one -> new Found(one.type(), one.at()));
  }

  /// The other sources in which an event could be found by nearness.
  private Set<String> otherSources(String key) {
    var sources = new HashSet<String>();
    for (Site site : List.of(was, is)) {
      site.event(key)
          .ifPresent(
              one -> {
                for (IncidentClass incidentClass : classes(one, site)) {
                  sources.addAll(site.sources(incidentClass.types()));
                }
                sources.remove(one.source());
              });
    }
    return sources;
  }

  /// Every incident class that any rulebook has for the type of an event, each once.
  private static List<IncidentClass> classes(SiteEvent one, Site site) {
    return site.view().rulebooks().stream()
        .map(rulebook -> rulebook.classOf(one.type()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /// The events of a source that could find an event.
  private static Set<String> seekers(Site site, String key, String source) {
    var seekers = new HashSet<String>();
    Optional<SiteEvent> one = site.event(key).filter(it -> Pairing.open(it, source, site));
    if (one.isPresent()) {
      for (IncidentClass incidentClass : classes(one.get(), site)) {
        addSeekers(one.get(), source, incidentClass, site, seekers);
      }
    }
    return seekers;
  }

  private static void addSeekers(
      SiteEvent one, String source, IncidentClass incidentClass, Site site, Set<String> seekers) {
    List<String> own = site.timelines(incidentClass.types(), one.source());
    long within = incidentClass.within().toMillis();
    long first = Site.plus(one.at(), -within);
    long last = Site.plus(one.at(), within);
    // Two events of which each is near enough to a third are no further apart than twice.
    Rivals earlier =
        rivals(
            one,
            source,
            site,
            Walk.before(site.view(), own, Moment.of(one), Site.plus(first, -within)));
    Rivals later =
        rivals(
            one,
            source,
            site,
            Walk.after(site.view(), own, Moment.of(one), Site.plus(last, within)));
    if (!earlier.any() && !later.any()) {
      return; // Whoever finds it finds nothing else: only what it finds itself can differ.
    }
    Iterator<Moment> walk =
        Walk.between(
            site.view(),
            site.timelines(incidentClass.types(), source),
            earlier.second().map(at -> Math.max(first, at)).orElse(first),
            later.second().map(at -> Math.min(last, at)).orElse(last));
    while (walk.hasNext()) {
      SiteEvent seeker = site.indexed(walk.next().key());
      if (Pairing.classOf(seeker, site).filter(incidentClass::equals).isPresent()) {
        seekers.add(seeker.key());
      }
    }
  }

  /// What of the same source can be found beside an event, on one side of it.
  ///
  /// @param any whether there is anything
  /// @param second the time of the second one that is not at the very time of the event
  private record Rivals(boolean any, Optional<Long> second) {}

  private static Rivals rivals(SiteEvent one, String source, Site site, Iterator<Moment> walk) {
    boolean any = false;
    int apart = 0;
    while (walk.hasNext()) {
      Moment at = walk.next();
      if (Pairing.open(site.indexed(at.key()), source, site)) {
        any = true;
        apart += at.at() == one.at() ? 0 : 1;
        if (apart == 2) {
          return new Rivals(true, Optional.of(at.at()));
        }
      }
    }
    return new Rivals(any, Optional.empty());
  }
}
