package io.tocsin.console;

import java.time.DateTimeException;
import java.time.Instant;

/// A place in the review queue. An entry that leaves the queue does not move the places of the
/// others.
///
/// @param since since when an entry has waited, UTC
/// @param eventKey its event
/// @param cause which of that event's entries, see [ReviewItem#cause]
record ReviewPlace(Instant since, String eventKey, String cause) {
  private static final String BETWEEN = "~";
  // What PostgreSQL can be asked for.
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  static ReviewPlace of(ReviewItem item) {
    return new ReviewPlace(item.since(), item.eventKey(), item.cause());
  }

  /// The place that a text names, as [#toString] writes it.
  static ReviewPlace of(String text) {
    // The event key comes last: only it may hold what stands between.
    String[] parts = text.split(BETWEEN, 3);
    if (parts.length < 3) {
      throw unknown();
    }
    try {
      var since = Instant.parse(parts[0]);
      if (since.isBefore(FIRST) || since.isAfter(LAST)) {
        throw unknown();
      }
      return new ReviewPlace(since, parts[2], parts[1]);
    } catch (DateTimeException e) {
      throw unknown();
    }
  }

  private static ProblemException unknown() {
    return new ProblemException(
        Problem.of(
            "bad-place",
            "That is no place in the queue",
            400,
            "after must be what an earlier answer named as next."));
  }

  @Override
  public String toString() {
    return since + BETWEEN + cause + BETWEEN + eventKey;
  }
}
