package io.tocsin.sinks.runtime;

/// How a sink stands with an event, as in `sink_writes.status`.
public enum WriteStatus {
  /// The effect is in the store.
  WRITTEN,
  /// The decision asks this sink for nothing.
  NOTHING_TO_DO,
  /// The effect would contradict what is there: it comes by itself when that goes, else a human
  /// decides.
  CONFLICT,
  /// The system outside understood and declines; its words are beside it. A person must look.
  REFUSED,
  /// Sent, and no sure answer came back. Looked up before anything is sent again.
  UNKNOWN_OUTCOME,
  /// Failed for a cause nobody understands; waits in a retry topic.
  RETRYING,
  /// Left for the dead-letter topic; an operator redrives it.
  DEAD_LETTERED;

  /// Whether this version is dealt with: a second delivery of it changes nothing.
  public boolean settled() {
    return switch (this) {
      case WRITTEN, NOTHING_TO_DO, CONFLICT, REFUSED -> true;
      case UNKNOWN_OUTCOME, RETRYING, DEAD_LETTERED -> false;
    };
  }
}
