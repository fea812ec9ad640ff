package io.tocsin.policy.backtest;

import io.tocsin.policy.account.AccountLedger;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.function.UnaryOperator;

/// Decides past events in two ways, as published and under a candidate, by the code that decides
/// them in the stream, and compares what comes of it. Writes nothing.
///
/// Goes from account to account, so that beside the events only the decisions of one account are in
/// memory at a time.
public final class Backtest {
  private final Accounts accounts;
  private final CompiledRulebook candidate;
  private final TrialDays days;
  private final Progress progress;
  private final Comparing comparing = new Comparing();

  private Backtest(History history, CompiledRulebook candidate, TrialDays days, Progress progress) {
    this.accounts = new Accounts(history, history.events(), days);
    this.candidate = candidate;
    this.days = days;
    this.progress = progress;
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
    SortedSet<String> all = accounts.all();
    int done = 0;
    for (String account : all) {
      compare(account);
      int now = ++done;
      progress.at(() -> "Decided %d of %d accounts.".formatted(now, all.size()));
    }
    return comparing.result(versions());
  }

  private void compare(String account) {
    List<AccountLedger> ways =
        accounts.decide(
            account,
            List.of(UnaryOperator.identity(), site -> new CandidateSite(site, candidate, days)));
    for (CanonicalEvent event : accounts.events(account)) {
      if (days.hold(event.getServiceDay())) {
        comparing.add(event, decision(ways.getFirst(), event), decision(ways.getLast(), event));
      }
    }
  }

  private static Decision decision(AccountLedger ledger, CanonicalEvent event) {
    return Objects.requireNonNull(ledger.decision(event.getEventKey()), "a decision");
  }

  /// The versions in force on the days, 0 for days without any.
  private List<Integer> versions() {
    return days.from()
        .datesUntil(days.to().plusDays(1))
        .map(accounts::version)
        .distinct()
        .sorted()
        .toList();
  }
}
