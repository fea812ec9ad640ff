package io.tocsin.policy.site;

import io.tocsin.policy.decision.Circumstances;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.Incident;
import io.tocsin.policy.decision.Judgement;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides events of one site: a function of the site's view and of nothing else, no clock, no
/// order of arrival.
///
/// Whoever keeps decisions decides again what [SiteChange] names; the result is then always that of
/// deciding everything from scratch.
public final class SiteDecider {
  /// Events of one incident. What is joined with more is an incident of its own and in review.
  public static final int MOST_MEMBERS = 1_000;

  private final int mostMembers;

  public SiteDecider() {
    this(MOST_MEMBERS);
  }

  SiteDecider(int mostMembers) {
    this.mostMembers = mostMembers;
  }

  /// Decides an event; null where the site has none of this key.
  public @Nullable Draft decide(String eventKey, SiteView view) {
    return decide(List.of(eventKey), view).get(eventKey);
  }

  /// Decides events; each incident is looked at once, however many of its events are asked for.
  ///
  /// @return by event key; without those that the site does not have
  public Map<String, Draft> decide(Collection<String> eventKeys, SiteView view) {
    var site = new Site(view, mostMembers);
    var asked = new LinkedHashMap<String, Draft>();
    var decided = new LinkedHashMap<String, Draft>();
    for (String key : eventKeys) {
      Optional<SiteEvent> one = site.event(key);
      if (one.isPresent()) {
        if (!decided.containsKey(key)) {
          decided.putAll(incident(one.get(), site));
        }
        Draft draft = decided.get(key);
        if (draft != null) {
          asked.put(key, draft);
        }
      }
    }
    return asked;
  }

  private static Map<String, Draft> incident(SiteEvent one, Site site) {
    Optional<List<SiteEvent>> members = Component.of(one, site);
    String tooMany =
        members.isPresent()
            ? null
            : "It is joined with more than %d events.".formatted(site.mostMembers());
    return new Incident(
            members.orElse(List.of(one)).stream()
                .map(member -> member(member, tooMany, site))
                .toList())
        .drafts();
  }

  private static Incident.Member member(SiteEvent one, @Nullable String tooMany, Site site) {
    Links links = site.links(one);
    Circumstances circumstances =
        circumstances(one, tooMany == null ? links.ambiguity() : tooMany, site);
    List<Evidence> evidence = links.ties().stream().map(Tie::evidence).toList();
    return new Incident.Member(
        Judgement.of(one.judged(), site.rulebook(one), circumstances),
        evidence,
        one.accepted(ReviewReason.CONFLICTING_AMOUNTS));
  }

  private static Circumstances circumstances(SiteEvent one, @Nullable String ambiguity, Site site) {
    var review = new ArrayList<ReviewReason>();
    one.event().getReview().stream().filter(reason -> !one.accepted(reason)).forEach(review::add);
    if (ambiguity != null
        && !one.accepted(ReviewReason.AMBIGUOUS_INCIDENT)
        && !review.contains(ReviewReason.AMBIGUOUS_INCIDENT)) {
      review.add(ReviewReason.AMBIGUOUS_INCIDENT);
    }
    Ruling ruling = one.ruling();
    return new Circumstances(
        review,
        ambiguity,
        ruling == null ? null : ruling.getNotBillable(),
        Testing.of(one, site).orElse(null),
        Succession.noise(one, site).orElse(null));
  }
}
