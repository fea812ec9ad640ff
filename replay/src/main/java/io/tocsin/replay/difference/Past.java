package io.tocsin.replay.difference;

import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.HistoryReader;
import io.tocsin.policy.backtest.TrialDays;
import java.util.Optional;
import java.util.Set;

/// Where events and what they are decided by are read from.
public interface Past {
  /// The days from the first to the last service day of some events; empty where none is there.
  Optional<TrialDays> days(Set<String> eventKeys);

  /// All that can matter for some days.
  ///
  /// @param most how many events may be held
  /// @throws io.tocsin.policy.backtest.TooManyEvents where there are more
  History read(TrialDays days, int most);

  /// What stands in Kafka.
  static Past in(HistoryReader kafka) {
    return new Past() {
      @Override
      public Optional<TrialDays> days(Set<String> eventKeys) {
        return kafka.days(eventKeys);
      }

      @Override
      public History read(TrialDays days, int most) {
        return kafka.read(days, most);
      }
    };
  }
}
