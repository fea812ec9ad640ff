package io.tocsin.simulators;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Says what goes wrong with which request. The n-th request draws the n-th number of the seed,
/// whether a queued fault comes first or not, so the same seed and rates give the same faults.
final class FaultPlan {
  private final Random random;
  private final Deque<Fault> queued = new ArrayDeque<>();
  private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);

  FaultPlan(long seed) {
    random = new Random(seed);
  }

  void next(List<Fault> faults) {
    queued.addAll(faults);
  }

  /// @throws IllegalArgumentException if it is no probability, or all together are more than 1
  void rate(Fault fault, double probability) {
    double others =
        rates.entrySet().stream()
            .filter(entry -> entry.getKey() != fault)
            .mapToDouble(Map.Entry::getValue)
            .sum();
    // Written so that NaN is refused too.
    if (!(probability >= 0 && others + probability <= 1 + 1e-9)) {
      throw new IllegalArgumentException(
          "the rate of %s is %s, and the others make %s; all together must be from 0 to 1"
              .formatted(fault.word(), probability, others));
    }
    rates.put(fault, probability);
  }

  Fault draw() {
    double drawn = random.nextDouble();
    Fault first = queued.poll();
    if (first != null) {
      return first;
    }
    double edge = 0;
    for (Map.Entry<Fault, Double> rate : rates.entrySet()) {
      edge += rate.getValue();
      if (drawn < edge) {
        return rate.getKey();
      }
    }
    return Fault.NONE;
  }
}
