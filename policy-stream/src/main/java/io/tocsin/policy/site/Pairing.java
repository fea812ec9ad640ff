package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.IncidentClass;
import io.tocsin.policy.site.SiteIndex.Moment;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Joins of events of two sources that happened near one another.
///
/// An event seeks one of another source unless it is separate or a name or ruling joins it to that
/// source already; and by the same token it is found or not.
final class Pairing {
  private Pairing() {}

  /// What an event finds in another source.
  sealed interface Nearest {
    /// Nothing that is near enough.
    record None() implements Nearest {}

    /// Exactly one that is nearest.
    record One(SiteEvent other) implements Nearest {}

    /// Two that are about as near, the nearer first.
    record Several(SiteEvent seeker, SiteEvent first, SiteEvent second) implements Nearest {
      String sentence() {
        return "It is about as near to %s (%s) as to %s (%s)."
            .formatted(
                first.key(),
                Spans.words(distance(seeker, first)),
                second.key(),
                Spans.words(distance(seeker, second)));
      }
    }
  }

  /// The incident class of an event, under the rulebook of its service day.
  static Optional<IncidentClass> classOf(SiteEvent one, Site site) {
    return site.rulebook(one).flatMap(rulebook -> rulebook.classOf(one.type()));
  }

  /// Whether an event can be joined to one of another source because it is near.
  static boolean open(SiteEvent one, String source, Site site) {
    return !one.source().equals(source)
        && !one.separate()
        && site.named(one).stream().noneMatch(tie -> tie.source().equals(source));
  }

  static Duration distance(SiteEvent one, SiteEvent other) {
    return Duration.between(one.event().getOccurredAt(), other.event().getOccurredAt()).abs();
  }

  /// What an event finds in another source.
  static Nearest nearest(SiteEvent one, String source, Site site) {
    Optional<IncidentClass> incidentClass = classOf(one, site);
    if (incidentClass.isEmpty() || !open(one, source, site)) {
      return new Nearest.None();
    }
    var candidates = new Candidates(one, source, incidentClass.get(), site);
    SiteEvent first = candidates.next();
    if (first == null) {
      return new Nearest.None();
    }
    SiteEvent second = candidates.next();
    if (second == null) {
      return new Nearest.One(first);
    }
    Duration lead = distance(one, second).minus(distance(one, first));
    return lead.isZero() || lead.compareTo(incidentClass.get().margin()) < 0
        ? new Nearest.Several(one, first, second)
        : new Nearest.One(first);
  }

  /// The events of another source that an event could be joined to, the nearest first; at the same
  /// distance the later first.
  private static final class Candidates {
    private final SiteEvent one;
    private final Site site;
    private final Iterator<Moment> later;
    private final Iterator<Moment> earlier;
    private @Nullable SiteEvent nextLater;
    private @Nullable SiteEvent nextEarlier;

    Candidates(SiteEvent one, String source, IncidentClass incidentClass, Site site) {
      this.one = one;
      this.site = site;
      List<String> timelines = site.timelines(incidentClass.types(), source);
      long within = incidentClass.within().toMillis();
      this.later = Walk.between(site.view(), timelines, one.at(), Site.plus(one.at(), within));
      this.earlier = Walk.before(site.view(), timelines, one.at(), Site.plus(one.at(), -within));
      this.nextLater = open(later);
      this.nextEarlier = open(earlier);
    }

    private @Nullable SiteEvent open(Iterator<Moment> walk) {
      while (walk.hasNext()) {
        SiteEvent other = site.indexed(walk.next().key());
        if (Pairing.open(other, one.source(), site)) {
          return other;
        }
      }
      return null;
    }

    @Nullable SiteEvent next() {
      SiteEvent after = nextLater;
      SiteEvent before = nextEarlier;
      if (after == null
          || (before != null && distance(one, before).compareTo(distance(one, after)) < 0)) {
        nextEarlier = before == null ? null : open(earlier);
        return before;
      }
      nextLater = open(later);
      return after;
    }
  }
}
