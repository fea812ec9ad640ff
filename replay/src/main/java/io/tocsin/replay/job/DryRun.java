package io.tocsin.replay.job;

/// Says what a replay would change if it ran now, and writes nothing.
@FunctionalInterface
public interface DryRun {
  /// The difference in money between what stands and what would stand after the replay.
  ///
  /// @param selection what would be replayed
  /// @param records its records
  MoneyDifference of(Selection selection, RawRecords records);
}
