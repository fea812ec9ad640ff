package io.tocsin.policy.backtest;

import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a candidate makes of the events of its days that the published rulebooks did not.
///
/// @param events how many were decided in both ways
/// @param published versions that decided them; 0 stands for days without any
/// @param lines all lines by kind, those that stay the same too
/// @param changes the lines that differ, in the order [LineChange#ORDER]
/// @param states events whose end state or reason code differs
record Comparison(
    int events,
    List<Integer> published,
    SortedMap<LineKind, LineSum> lines,
    List<LineChange> changes,
    SortedMap<StateChange, StateChange.Count> states) {
  /// All lines of each currency.
  SortedMap<Currency, LineSum> totals() {
    var totals = new TreeMap<Currency, LineSum>(Comparator.comparing(Currency::getCurrencyCode));
    lines.forEach((kind, sum) -> totals.merge(kind.currency(), sum, LineSum::plus));
    return totals;
  }

  /// The lines that differ, by kind; kinds without any are left out.
  SortedMap<LineKind, List<LineChange>> changesByKind() {
    return changes.stream()
        .collect(Collectors.groupingBy(LineChange::kind, TreeMap::new, Collectors.toList()));
  }
}
