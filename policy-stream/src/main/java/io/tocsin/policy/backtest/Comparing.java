package io.tocsin.policy.backtest;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares two decisions on each event and counts what differs.
final class Comparing {
  private final SortedMap<LineKind, LineSum> lines = new TreeMap<>();
  private final List<LineChange> changes = new ArrayList<>();
  private final SortedMap<StateChange, StateChange.Count> states = new TreeMap<>();
  private int events;

  /// Takes note of one event.
  ///
  /// @param before the decision as published
  /// @param after the decision under the candidate
  void add(CanonicalEvent event, Decision before, Decision after) {
    events++;
    int known = changes.size();
    for (Meter meter : Meter.values()) {
      Charge was = meter.chargeOf(before);
      Charge is = meter.chargeOf(after);
      LineKind old = was == null ? null : LineKind.of(was, meter);
      LineKind now = is == null ? null : LineKind.of(is, meter);
      if (old != null && old.equals(now)) {
        line(old, event, Standing.of(before, was), Standing.of(after, is));
      } else {
        if (old != null) {
          line(old, event, Standing.of(before, was), Standing.of(after, null));
        }
        if (now != null) {
          line(now, event, Standing.of(before, null), Standing.of(after, is));
        }
      }
    }
    state(State.of(before), State.of(after), changes.size() == known);
  }

  private void line(LineKind kind, CanonicalEvent event, Standing before, Standing after) {
    LineSum sum = LineSum.of(before.charge(), after.charge());
    lines.merge(kind, sum, LineSum::plus);
    if (sum.differs()) {
      changes.add(LineChange.of(kind, event, before, after));
    }
  }

  private void state(State before, State after, boolean withoutMoney) {
    if (!before.equals(after)) {
      states.merge(
          new StateChange(before, after),
          new StateChange.Count(1, withoutMoney ? 1 : 0),
          StateChange.Count::plus);
    }
  }

  /// What was found.
  ///
  /// @param published versions that decided the events before
  Comparison result(List<Integer> published) {
    return new Comparison(
        events, published, lines, changes.stream().sorted(LineChange.ORDER).toList(), states);
  }
}
