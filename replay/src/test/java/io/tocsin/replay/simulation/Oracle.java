package io.tocsin.replay.simulation;

import io.tocsin.policy.account.AccountLedger;
import io.tocsin.policy.account.MemoryAccount;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.policy.site.MemorySite;
import io.tocsin.policy.site.RulebooksByDay;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// What must stand after everything, from scratch and without any replay.
///
/// For each configuration that ever was, a normalizer that has never known another one reads the
/// whole raw log. An event is then as that normalizer has it under whose configuration it was
/// touched last. All events together are decided once, with nothing of what was decided before.
final class Oracle {
  private static final Map<String, CompiledRulebook> COMPILED = new ConcurrentHashMap<>();

  private Oracle() {}

  /// @param log all raw records, in the order in which they arrived
  /// @param configurations all that ever were, in their order
  /// @param touched for each event, by which of them it was judged last
  /// @param rulebooks all that are published
  static SortedMap<String, Decision> decisions(
      List<Raw> log,
      List<Configured> configurations,
      Map<String, Integer> touched,
      Collection<String> rulebooks) {
    var events = new TreeMap<String, CanonicalEvent>();
    for (int one : new TreeSet<>(touched.values())) {
      normalized(log, configurations.get(one))
          .forEach(
              (key, event) -> {
                if (Objects.equals(touched.get(key), one)) {
                  events.put(key, event);
                }
              });
    }
    return decided(events.values(), rulebooks.stream().map(Oracle::rulebook).toList());
  }

  private static Map<String, CanonicalEvent> normalized(List<Raw> log, Configured configured) {
    var newest = new HashMap<String, CanonicalEvent>();
    try (var normalizer = new Normalizer()) {
      normalizer.configure(configured);
      for (Raw raw : log) {
        normalizer.meet(raw).canonical().stream()
            .map(Normalizer::event)
            .forEach(event -> newest.put(event.getEventKey(), event));
      }
    }
    return newest;
  }

  private static SortedMap<String, Decision> decided(
      Collection<CanonicalEvent> events, Collection<CompiledRulebook> rulebooks) {
    var sites = new TreeMap<String, MemorySite>();
    for (CanonicalEvent event : events) {
      sites
          .computeIfAbsent(event.getSiteKey(), _ -> new MemorySite())
          .put(event.getEventKey(), new SiteEvent(event, null));
    }
    var accounts = new HashMap<String, AccountLedger>();
    for (MemorySite site : sites.values()) {
      site.configure(List.of(), new RulebooksByDay(rulebooks));
      new SiteDecider()
          .decide(site.keys(), site)
          .forEach(
              (key, draft) -> {
                String client = draft.decision().getClientId();
                accounts
                    .computeIfAbsent(
                        client == null ? draft.decision().getSiteKey() : client,
                        _ -> new AccountLedger(new MemoryAccount()))
                    .put(key, draft);
              });
    }
    var decisions = new TreeMap<String, Decision>();
    for (CanonicalEvent event : events) {
      accounts.values().stream()
          .map(account -> account.decision(event.getEventKey()))
          .filter(Objects::nonNull)
          .forEach(decision -> decisions.put(event.getEventKey(), decision));
    }
    return decisions;
  }

  /// Each text is compiled once.
  static CompiledRulebook rulebook(String yaml) {
    return COMPILED.computeIfAbsent(
        yaml,
        _ ->
            switch (RulebookReader.read(yaml)) {
              case RulebookReading.Valid(CompiledRulebook rulebook) -> rulebook;
              case RulebookReading.Invalid(var errors) ->
                  throw new AssertionError(errors.toString());
            });
  }
}
