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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The events of some days by site and account, and what the code that decides them in the stream
/// makes of them.
final class Accounts {
  private final History history;
  private final TrialDays days;
  private final RulebooksByDay published;
  private final SiteDecider decider = new SiteDecider();
  private final Map<String, List<SiteEvent>> sites = new HashMap<>();
  private final SortedMap<String, SortedSet<String>> sitesOfAccounts = new TreeMap<>();

  Accounts(History history, Collection<CanonicalEvent> events, TrialDays days) {
    this.history = history;
    this.days = days;
    this.published = new RulebooksByDay(history.published());
    for (CanonicalEvent event : events) {
      sites
          .computeIfAbsent(event.getSiteKey(), _ -> new ArrayList<>())
          .add(new SiteEvent(event, history.rulings().get(event.getEventKey())));
      if (days.shareTheMonthOf(event.getServiceDay())) {
        sitesOfAccounts
            .computeIfAbsent(account(event), _ -> new TreeSet<>())
            .add(event.getSiteKey());
      }
    }
  }

  /// The account of an event: its client, or where that is unknown its site key.
  static String account(CanonicalEvent event) {
    return event.getSite() == null ? event.getSiteKey() : event.getSite().getClientId();
  }

  /// The accounts that have events in the months of the days.
  SortedSet<String> all() {
    return new TreeSet<>(sitesOfAccounts.keySet());
  }

  /// The accounts that have events of these months at a site.
  SortedSet<String> at(String siteKey) {
    var accounts = new TreeSet<String>();
    sites.getOrDefault(siteKey, List.of()).stream()
        .map(SiteEvent::event)
        .filter(event -> days.shareTheMonthOf(event.getServiceDay()))
        .forEach(event -> accounts.add(account(event)));
    return accounts;
  }

  /// The events that an account has in these months.
  List<CanonicalEvent> events(String account) {
    return sitesOf(account).stream().flatMap(site -> events(account, site).stream()).toList();
  }

  private SortedSet<String> sitesOf(String account) {
    return sitesOfAccounts.getOrDefault(account, new TreeSet<>());
  }

  private List<CanonicalEvent> events(String account, String siteKey) {
    return sites.getOrDefault(siteKey, List.of()).stream()
        .map(SiteEvent::event)
        .filter(event -> days.shareTheMonthOf(event.getServiceDay()))
        .filter(event -> account(event).equals(account))
        .toList();
  }

  /// Decides the events of an account.
  ///
  /// @param ways how its sites are seen
  /// @return for each way the decisions
  List<AccountLedger> decide(String account, List<UnaryOperator<SiteView>> ways) {
    List<AccountLedger> ledgers =
        ways.stream().map(_ -> new AccountLedger(new MemoryAccount())).toList();
    for (String siteKey : sitesOf(account)) {
      List<String> keys =
          events(account, siteKey).stream().map(CanonicalEvent::getEventKey).toList();
      MemorySite site = site(sites.getOrDefault(siteKey, List.of()));
      for (int i = 0; i < ways.size(); i++) {
        decider.decide(keys, ways.get(i).apply(site)).forEach(ledgers.get(i)::put);
      }
    }
    return ledgers;
  }

  private MemorySite site(List<SiteEvent> events) {
    var site = new MemorySite();
    events.forEach(one -> site.put(one.key(), one));
    site.configure(history.windows(), published);
    return site;
  }

  /// The version that is published for a day, 0 where there is none.
  int version(LocalDate day) {
    return site(List.of()).rulebook(day).map(CompiledRulebook::version).orElse(0);
  }
}
