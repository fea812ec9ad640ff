package io.tocsin.policy.account;

import io.tocsin.policy.decision.Draft;
import java.util.List;

/// An account that tells what it is asked.
abstract class ForwardingStore implements AccountStore {
  private final AccountStore store;

  ForwardingStore(AccountStore store) {
    this.store = store;
  }

  /// It was asked or told as many things.
  abstract void asked(int entries);

  @Override
  public Draft draft(String eventKey) {
    asked(1);
    return store.draft(eventKey);
  }

  @Override
  public void put(String eventKey, Draft draft) {
    asked(1);
    store.put(eventKey, draft);
  }

  @Override
  public String mark(String key) {
    asked(1);
    return store.mark(key);
  }

  @Override
  public void mark(String key, String value) {
    asked(1);
    store.mark(key, value);
  }

  @Override
  public List<Mark> marks(String from, String to, boolean backwards, int most) {
    List<Mark> marks = store.marks(from, to, backwards, most);
    asked(1 + marks.size());
    return marks;
  }
}
