package io.tocsin.replay.job;

/// What became of the records that a replay sent, so far.
///
/// @param newEvents they made a new event
/// @param revisions they made a revision
/// @param unchanged they changed nothing
/// @param deadLetters they are dead letters again
public record Outcomes(long newEvents, long revisions, long unchanged, long deadLetters) {
  /// Of how many records the outcome is known.
  public long known() {
    return newEvents + revisions + unchanged + deadLetters;
  }
}
