package io.tocsin.books.close;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The lines of a close by client and currency.
///
/// @param sums in the order of their keys
record MoneySums(SortedMap<Key, Sum> sums) {
  /// Whose money.
  record Key(String clientId, String currency) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::clientId).thenComparing(Key::currency);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /// How much.
  ///
  /// @param adjustments how many of the lines are adjustments
  record Sum(
      long charges, BigDecimal charged, long reversals, BigDecimal reversed, long adjustments) {
    static final Sum NONE = new Sum(0, BigDecimal.ZERO, 0, BigDecimal.ZERO, 0);

    Sum plus(Entry entry) {
      BigDecimal amount = entry.line().terms().amount();
      long adjustment = entry.reason() == null ? 0 : 1;
      return entry.line().isReversal()
          ? new Sum(charges, charged, reversals + 1, reversed.add(amount), adjustments + adjustment)
          : new Sum(
              charges + 1, charged.add(amount), reversals, reversed, adjustments + adjustment);
    }

    BigDecimal net() {
      return charged.add(reversed);
    }
  }

  static MoneySums of(List<Entry> entries) {
    var sums = new TreeMap<Key, Sum>();
    for (Entry entry : entries) {
      var key = new Key(entry.line().clientId(), entry.line().terms().currency());
      sums.put(key, sums.getOrDefault(key, Sum.NONE).plus(entry));
    }
    return new MoneySums(sums);
  }
}
