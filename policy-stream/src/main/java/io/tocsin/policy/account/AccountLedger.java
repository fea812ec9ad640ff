package io.tocsin.policy.account;

import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.Decision;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes decisions out of the drafts of one account. The decisions depend on the drafts that are
/// there, in no way on the order in which they came.
///
/// An account is a client; an event of an unknown site is in an account of its site key.
public final class AccountLedger {
  private final AccountStore store;
  private final Allowances allowances;
  private final SignalMeter signals;

  public AccountLedger(AccountStore store) {
    this.store = store;
    this.allowances = new Allowances(store);
    this.signals = new SignalMeter(store);
  }

  /// Puts the draft of an event in the place of the one before.
  ///
  /// @param draft null where the event leaves the account
  /// @return the events whose decision may be another now ([#decision]), this one among them unless
  /// it left
  public NavigableSet<String> put(String eventKey, @Nullable Draft draft) {
    Draft before = store.draft(eventKey);
    store.put(eventKey, draft);
    var affected = new TreeSet<String>(SortedText.ORDER);
    affected.addAll(allowances.change(before, draft));
    affected.addAll(signals.change(before, draft));
    affected.add(eventKey);
    affected.removeIf(key -> store.draft(key) == null);
    return affected;
  }

  /// The decision on an event, number 1; null where the account does not have it.
  public @Nullable Decision decision(String eventKey) {
    Draft draft = store.draft(eventKey);
    if (draft == null) {
      return null;
    }
    Decision.Builder decision = Decision.newBuilder(draft.decision());
    allowances.apply(draft, decision);
    signals.apply(draft, decision);
    return decision.build();
  }
}
