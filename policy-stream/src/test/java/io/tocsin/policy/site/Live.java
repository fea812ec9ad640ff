package io.tocsin.policy.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.account.AccountLedger;
import io.tocsin.policy.account.MemoryAccount;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.Handover;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Decides step by step, and again only what a change can affect: what the stream does, in memory.
final class Live {
  final World world = new World();
  final Map<String, Decision> decisions = new TreeMap<>();
  private final Map<String, MemorySite> sites = new TreeMap<>();
  private final Map<String, AccountLedger> accounts = new TreeMap<>();
  private final Map<String, String> held = new HashMap<>();
  private final Map<String, String> siteOf = new HashMap<>();
  private final Map<String, String> accountOf = new HashMap<>();
  private final SiteDecider decider;
  private final SiteChange changes;

  /// How many events were decided again.
  int decided;

  Live(int mostMembers) {
    this.decider = new SiteDecider(mostMembers);
    this.changes = new SiteChange(mostMembers);
  }

  void take(World.Change change) {
    switch (change) {
      case World.Change.Happened(CanonicalEvent event) -> happened(change, event);
      case World.Change.Ruled(String key, Ruling _) -> {
        world.take(change);
        if (siteOf.containsKey(key)) {
          put(siteOf.get(key), key, world.siteEvent(key));
        }
      }
      case World.Change.Tested(TestWindow window) -> {
        TestWindow old = world.windows.get(window.getId());
        List<TestWindow> before = List.copyOf(world.windows());
        world.take(change);
        sites
            .values()
            .forEach(
                site -> {
                  var was = new ReconfiguredSite(site, before, world.byDay());
                  site.configure(world.windows(), world.byDay());
                  decide(changes.ofWindow(was, site, old, window), site);
                });
      }
      case World.Change.Published _ -> {
        RulebooksByDay before = world.byDay();
        world.take(change);
        sites
            .values()
            .forEach(
                site -> {
                  var was = new ReconfiguredSite(site, world.windows(), before);
                  site.configure(world.windows(), world.byDay());
                  decide(changes.ofRulebooks(was, site), site);
                });
      }
    }
  }

  private void happened(World.Change change, CanonicalEvent event) {
    String key = event.getEventKey();
    world.take(change);
    String left = siteOf.put(key, event.getSiteKey());
    put(event.getSiteKey(), key, world.siteEvent(key));
    if (left != null && !left.equals(event.getSiteKey())) {
      put(left, key, null);
    }
  }

  private void put(String siteKey, String key, SiteEvent event) {
    MemorySite site =
        sites.computeIfAbsent(
            siteKey,
            _ -> {
              var fresh = new MemorySite();
              fresh.configure(world.windows(), world.byDay());
              return fresh;
            });
    Collection<String> again = changes.ofEvent(site, new ChangedSite(site, key, event), key);
    site.put(key, event);
    decide(again, site);
  }

  private void decide(Collection<String> keys, MemorySite site) {
    decided += keys.size();
    for (Draft draft : Handover.order(held, decider.decide(keys, site).values())) {
      settle(draft.decision().getEventKey(), draft);
    }
  }

  private void settle(String key, Draft draft) {
    Charge charge = draft.decision().getCharge();
    held.remove(key);
    if (charge != null) {
      assertThat(held).as("two events hold one charge").doesNotContainValue(charge.getChargeKey());
      held.put(key, charge.getChargeKey());
    }
    String account = account(draft);
    String before = accountOf.put(key, account);
    if (before != null && !before.equals(account)) {
      settle(before, key, null);
    }
    settle(account, key, draft);
  }

  private void settle(String account, String key, Draft draft) {
    AccountLedger ledger =
        accounts.computeIfAbsent(account, _ -> new AccountLedger(new MemoryAccount()));
    ledger.put(key, draft).forEach(one -> decisions.put(one, ledger.decision(one)));
  }

  private static String account(Draft draft) {
    Decision decision = draft.decision();
    return decision.getClientId() == null ? decision.getSiteKey() : decision.getClientId();
  }

  /// Decides everything that a world says from scratch, in some order.
  static Map<String, Decision> fromScratch(World world, int mostMembers, Random order) {
    var keys = new ArrayList<>(world.events.keySet());
    Collections.shuffle(keys, order);
    var sites = new TreeMap<String, MemorySite>();
    for (String key : keys) {
      sites
          .computeIfAbsent(world.events.get(key).getSiteKey(), _ -> new MemorySite())
          .put(key, world.siteEvent(key));
    }
    var accounts = new TreeMap<String, AccountLedger>();
    var accountOf = new HashMap<String, AccountLedger>();
    for (MemorySite site : sites.values()) {
      site.configure(world.windows(), world.byDay());
      new SiteDecider(mostMembers)
          .decide(keys, site)
          .forEach(
              (key, draft) -> {
                AccountLedger ledger =
                    accounts.computeIfAbsent(
                        account(draft), _ -> new AccountLedger(new MemoryAccount()));
                ledger.put(key, draft);
                accountOf.put(key, ledger);
              });
    }
    var decisions = new TreeMap<String, Decision>();
    accountOf.forEach((key, ledger) -> decisions.put(key, ledger.decision(key)));
    return decisions;
  }
}
