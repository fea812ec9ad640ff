package io.tocsin.replay.job;

/// How a replay stands.
public enum State {
  /// It may not run before a second person confirms it.
  WAITING_FOR_CONFIRMATION,
  /// It runs as soon as no other replay of its source does.
  PLANNED,
  /// It sends, or waits for the outcomes of what it sent.
  RUNNING,
  /// An operator stopped it; it goes on where it was.
  PAUSED,
  /// All is sent and every record has its outcome.
  DONE,
  /// An operator ended it. What was sent has its outcome, the rest was not touched.
  ABORTED,
  /// It cannot go on, for a reason that does not pass by itself. An outage is no such reason.
  FAILED
}
