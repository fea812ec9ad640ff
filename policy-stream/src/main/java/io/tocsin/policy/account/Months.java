package io.tocsin.policy.account;

import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.Decision;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.Locale;

/// Calendar months of service days, and the places of events in them.
final class Months {
  private Months() {}

  static YearMonth of(Decision decision) {
    return YearMonth.from(decision.getServiceDay());
  }

  /// For example `November 2026`.
  static String words(YearMonth month) {
    return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + month.getYear();
  }

  /// The place of an event in the order of time, then event key, as the last parts of an entry.
  static String place(Decision decision) {
    return SortedText.number(decision.getOccurredAt().toEpochMilli())
        + SortedText.END
        + decision.getEventKey();
  }

  /// The event key of such a place.
  static String key(String place) {
    return place.substring(SortedText.afterNumber(0) + 1);
  }
}
