package io.tocsin.console;

/// How many deliveries had which outcome.
///
/// @param newEvents made a new event
/// @param revisions changed an event
/// @param duplicates repeated an event
/// @param deadLetters could not be used
record DeliveryCounts(long newEvents, long revisions, long duplicates, long deadLetters) {
  /// All of them.
  long sum() {
    return newEvents + revisions + duplicates + deadLetters;
  }
}
