package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.policy.site.SiteIndex.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Signals in quick succession, as noise rules see them.
final class Succession {
  private Succession() {}

  /// The first noise rule of its service day's rulebook by which an event is noise.
  static Optional<NoiseRule> noise(SiteEvent one, Site site) {
    return site.rulebook(one).stream()
        .flatMap(rulebook -> rulebook.noiseRules().stream())
        .filter(rule -> rule.types().contains(one.type()))
        .filter(rule -> before(one, rule, site).size() == rule.count())
        .findFirst();
  }

  /// The events of a succession that come before one, the last first; `count` at most.
  private static List<String> before(SiteEvent one, NoiseRule rule, Site site) {
    long reach = Site.plus(one.at(), -reach(rule));
    return chain(
        one, rule, Walk.before(site.view(), timelines(one, rule, site), Moment.of(one), reach));
  }

  /// The events of a succession whose noise depends on one: the `count` that come after it.
  static List<String> after(SiteEvent one, NoiseRule rule, Site site) {
    long reach = Site.plus(one.at(), reach(rule));
    return chain(
        one, rule, Walk.after(site.view(), timelines(one, rule, site), Moment.of(one), reach));
  }

  /// The furthest that the last of `count` events can be away.
  private static long reach(NoiseRule rule) {
    return Math.multiplyExact(rule.gap().toMillis(), (long) rule.count());
  }

  private static List<String> chain(SiteEvent one, NoiseRule rule, Iterator<Moment> walk) {
    var chain = new ArrayList<String>();
    long last = one.at();
    while (chain.size() < rule.count() && walk.hasNext()) {
      Moment next = walk.next();
      if (Math.abs(next.at() - last) >= rule.gap().toMillis()) {
        break;
      }
      chain.add(next.key());
      last = next.at();
    }
    return chain;
  }

  private static List<String> timelines(SiteEvent one, NoiseRule rule, Site site) {
    Collection<String> sources =
        rule.per().contains(NoiseRule.Per.SOURCE)
            ? List.of(one.source())
            : site.sources(rule.types());
    return rule.types().stream()
        .sorted()
        .flatMap(
            type ->
                sources.stream()
                    .map(source -> SiteIndex.succession(type, source, one.event(), rule.per())))
        .toList();
  }

  /// The noise rules that any rulebook in force has for the type of an event, each once.
  static List<NoiseRule> rules(SiteEvent one, Site site) {
    return site.view().rulebooks().stream()
        .map(CompiledRulebook::noiseRules)
        .flatMap(Collection::stream)
        .filter(rule -> rule.types().contains(one.type()))
        .distinct()
        .toList();
  }
}
