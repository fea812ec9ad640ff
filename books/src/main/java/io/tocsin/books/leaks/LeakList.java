package io.tocsin.books.leaks;

import io.tocsin.books.Money;
import java.util.Comparator;
import java.util.List;

/// The leaks of one kind.
///
/// @param kind which
/// @param total how many there are
/// @param events how many events are in all of them
/// @param money what all of them come to, where a price is known
/// @param unpriced how many of them have no known price
/// @param leaks the first of them, oldest first
public record LeakList(
    LeakKind kind, long total, long events, List<Money> money, long unpriced, List<Leak> leaks) {
  public LeakList {
    money = List.copyOf(money);
    leaks = List.copyOf(leaks);
  }

  /// @param all every one of the kind
  /// @param most how many are listed
  static LeakList of(LeakKind kind, List<Leak> all, int most) {
    return new LeakList(
        kind,
        all.size(),
        all.stream().mapToLong(Leak::events).sum(),
        Money.sums(all.stream().flatMap(leak -> leak.money().stream()).toList()),
        all.stream().filter(leak -> leak.money().isEmpty()).count(),
        all.stream()
            .sorted(Comparator.comparing(Leak::since).thenComparing(Leak::subject))
            .limit(most)
            .toList());
  }
}
