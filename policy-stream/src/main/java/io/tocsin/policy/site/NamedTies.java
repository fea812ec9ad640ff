package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.SiteIndex.Carrier;
import io.tocsin.policy.site.SiteIndex.Joined;
import io.tocsin.schemas.EvidenceKind;
import io.tocsin.schemas.Reference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Joins that are said outright: by an operator, or because events of two sources have a name in
/// common.
///
/// Two names are the same where their ids are equal and their systems are equal or in one group of
/// the rulebooks of both events' service days. The name that a source itself gives an event counts
/// as one whose system is the source.
final class NamedTies {
  private static final int PAGE = 256;

  private final SiteEvent one;
  private final Site site;
  private final int most;

  private NamedTies(SiteEvent one, Site site, int most) {
    this.one = one;
    this.site = site;
    this.most = most;
  }

  /// The joins of an event, in the order of their weight; where they are more than an incident can
  /// have members, at least as many as make it too large, and some to every source that it is
  /// joined to.
  static List<Tie> of(SiteEvent one, Site site) {
    return of(one, site, site.mostMembers() + 1);
  }

  /// All joins of an event, however many, in the order of their weight.
  static List<Tie> allOf(SiteEvent one, Site site) {
    return of(one, site, Integer.MAX_VALUE);
  }

  private static List<Tie> of(SiteEvent one, Site site, int most) {
    return one.separate() ? List.of() : new NamedTies(one, site, most).all();
  }

  private List<Tie> all() {
    var ties = new ArrayList<Tie>();
    ties.addAll(rulings().values());
    ties.addAll(references().values());
    ties.sort(Tie.WEIGHT);
    return List.copyOf(ties);
  }

  private Map<String, Tie> rulings() {
    var ties = new LinkedHashMap<String, Tie>();
    if (one.joins() != null) {
      site.event(one.joins())
          .filter(other -> !other.separate())
          .ifPresent(other -> ties.put(other.key(), ruling(other, one)));
    }
    String prefix = SiteIndex.joined(one.key());
    Iterator<String> entries = pages(prefix, SortedText.end(prefix));
    while (entries.hasNext() && ties.size() < most) {
      SiteEvent other = site.indexed(Joined.read(entries.next(), prefix).key());
      ties.putIfAbsent(other.key(), ruling(other, other));
    }
    return ties;
  }

  private static Tie ruling(SiteEvent other, SiteEvent ruled) {
    String reason = ruled.ruling() == null ? "" : ruled.ruling().getReason();
    return new Tie(other.key(), other.source(), EvidenceKind.RULING, "ruled: " + reason);
  }

  private Map<String, Tie> references() {
    var ties = new LinkedHashMap<String, Tie>();
    Optional<CompiledRulebook> rulebook = site.rulebook(one);
    for (Reference name : one.names()) {
      for (String system : equals(rulebook, name.getSystem())) {
        for (Carrier carrier : carriers(name, system)) {
          ties.putIfAbsent(
              carrier.key(),
              new Tie(
                  carrier.key(), carrier.source(), EvidenceKind.REFERENCE, words(name, system)));
        }
      }
    }
    return ties;
  }

  /// The systems that name the same things as one system, itself among them.
  private static SortedSet<String> equals(Optional<CompiledRulebook> rulebook, String system) {
    var equal = new TreeSet<String>();
    equal.add(system);
    rulebook.ifPresent(
        book ->
            book.referenceGroups().stream()
                .filter(group -> group.contains(system))
                .forEach(equal::addAll));
    return equal;
  }

  /// The events of other sources that carry a name in some system.
  private List<Carrier> carriers(Reference name, String system) {
    String prefix = SiteIndex.carriers(system, name.getId());
    String end = SortedText.end(prefix);
    var carriers = new ArrayList<Carrier>();
    List<String> next = site.view().entries(prefix, end, false, 1);
    while (!next.isEmpty()) {
      String source = SortedText.firstPart(next.getFirst(), prefix);
      String ofSource = prefix + SortedText.part(source);
      if (!source.equals(one.source())) {
        addCarriers(name, system, prefix, pages(ofSource, SortedText.end(ofSource)), carriers);
      }
      next = site.view().entries(SortedText.end(ofSource), end, false, 1);
    }
    return carriers;
  }

  private void addCarriers(
      Reference name,
      String system,
      String prefix,
      Iterator<String> entries,
      List<Carrier> carriers) {
    int room = most;
    while (entries.hasNext() && room > 0) {
      Carrier carrier = Carrier.read(entries.next(), prefix);
      if (equals(site.view().rulebook(carrier.day()), system).contains(name.getSystem())) {
        carriers.add(carrier);
        room--;
      }
    }
  }

  private Iterator<String> pages(String from, String to) {
    return Stream.iterate(
            site.view().entries(from, to, false, PAGE),
            page -> !page.isEmpty(),
            page ->
                page.size() < PAGE
                    ? List.<String>of()
                    : site.view().entries(SortedText.next(page.getLast()), to, false, PAGE))
        .flatMap(List::stream)
        .iterator();
  }

  private static String words(Reference name, String system) {
    String own = name.getSystem() + " " + name.getId();
    return system.equals(name.getSystem()) ? own : own + " = " + system + " " + name.getId();
  }
}
