package io.tocsin.policy.backtest;

import io.tocsin.policy.account.AccountLedger;
import io.tocsin.policy.account.MemoryAccount;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.MemorySite;
import io.tocsin.policy.site.RulebooksByDay;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.policy.site.SiteView;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides past events in two ways, as published and under a candidate, by the code that decides
/// them in the stream, and compares what comes of it. Writes nothing.
///
/// Goes from account to account, so that beside the events only the decisions of one account are in
/// memory at a time.
public final class Backtest {
  private final History history;
  private final RulebooksByDay published;
  private final CompiledRulebook candidate;
  private final TrialDays days;
  private final Progress progress;
  private final SiteDecider decider = new SiteDecider();
  private final Map<String, List<SiteEvent>> sites = new HashMap<>();
  private final Comparing comparing = new Comparing();

  private Backtest(History history, CompiledRulebook candidate, TrialDays days, Progress progress) {
    this.history = history;
    this.published = new RulebooksByDay(history.published());
    this.candidate = candidate;
    this.days = days;
    this.progress = progress;
    history
        .events()
        .forEach(
            event ->
                sites
                    .computeIfAbsent(event.getSiteKey(), _ -> new ArrayList<>())
                    .add(new SiteEvent(event, history.rulings().get(event.getEventKey()))));
  }

  /// Tries a rulebook.
  ///
  /// @param candidate decides each of the days, whatever its version and first day
  /// @param name what it is called
  /// @param warnings what in it is probably not meant so
  public static Report run(
      History history,
      CompiledRulebook candidate,
      String name,
      List<String> warnings,
      TrialDays days,
      Progress progress) {
    return new Report(
        name,
        candidate.version(),
        days,
        new Backtest(history, candidate, days, progress).run(),
        warnings,
        history.unread());
  }

  static Comparison compare(History history, CompiledRulebook candidate, TrialDays days) {
    return new Backtest(history, candidate, days, new Progress(_ -> {})).run();
  }

  private Comparison run() {
    SortedMap<String, SortedSet<String>> accounts = sitesByAccount();
    int done = 0;
    for (Map.Entry<String, SortedSet<String>> account : accounts.entrySet()) {
      compare(account.getKey(), account.getValue());
      int now = ++done;
      progress.at(() -> "Decided %d of %d accounts.".formatted(now, accounts.size()));
    }
    return comparing.result(versions());
  }

  /// The sites that have events of an account in the months of the days.
  private SortedMap<String, SortedSet<String>> sitesByAccount() {
    var accounts = new TreeMap<String, SortedSet<String>>();
    for (CanonicalEvent event : history.events()) {
      if (days.shareTheMonthOf(event.getServiceDay())) {
        accounts.computeIfAbsent(account(event), _ -> new TreeSet<>()).add(event.getSiteKey());
      }
    }
    return accounts;
  }

  private static String account(CanonicalEvent event) {
    return event.getSite() == null ? event.getSiteKey() : event.getSite().getClientId();
  }

  private void compare(String account, SortedSet<String> siteKeys) {
    var before = new AccountLedger(new MemoryAccount());
    var after = new AccountLedger(new MemoryAccount());
    var tried = new ArrayList<CanonicalEvent>();
    for (String siteKey : siteKeys) {
      List<SiteEvent> events = sites.getOrDefault(siteKey, List.of());
      MemorySite site = site(events);
      var keys = new ArrayList<String>();
      for (SiteEvent one : events) {
        LocalDate day = one.event().getServiceDay();
        if (days.shareTheMonthOf(day) && account(one.event()).equals(account)) {
          keys.add(one.key());
          if (days.hold(day)) {
            tried.add(one.event());
          }
        }
      }
      settle(keys, site, before);
      settle(keys, new CandidateSite(site, candidate, days), after);
    }
    for (CanonicalEvent event : tried) {
      comparing.add(event, decision(before, event), decision(after, event));
    }
  }

  private MemorySite site(List<SiteEvent> events) {
    var site = new MemorySite();
    events.forEach(one -> site.put(one.key(), one));
    site.configure(history.windows(), published);
    return site;
  }

  private void settle(List<String> keys, SiteView site, AccountLedger ledger) {
    decider.decide(keys, site).forEach(ledger::put);
  }

  private static Decision decision(AccountLedger ledger, CanonicalEvent event) {
    return Objects.requireNonNull(ledger.decision(event.getEventKey()), "a decision");
  }

  /// The versions in force on the days, 0 for days without any.
  private List<Integer> versions() {
    MemorySite anySite = site(List.of());
    return days.from()
        .datesUntil(days.to().plusDays(1))
        .map(anySite::rulebook)
        .map(rulebook -> rulebook.map(CompiledRulebook::version).orElse(0))
        .distinct()
        .sorted()
        .toList();
  }
}
