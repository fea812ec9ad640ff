package io.tocsin.normalizer;

import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Headers;

/// What a replayed record says of itself: which replay, and which raw record.
///
/// @param replayId name of the replay
/// @param at where the raw record stands
/// @param timestamp the raw record's timestamp, milliseconds since 1970 UTC
record ReplayedFrom(String replayId, Position at, long timestamp) {
  private static final int MAX_ID = 100;
  private static final Predicate<String> RAW_TOPIC = Topics.rawTopics().asMatchPredicate();

  /// Reads it off the headers; empty where it is not all there, or does not name a raw record.
  static Optional<ReplayedFrom> of(Headers headers) {
    String id = DeadLetter.text(headers, ReplayHeaders.ID);
    String topic = DeadLetter.text(headers, ReplayHeaders.TOPIC);
    String partition = DeadLetter.text(headers, ReplayHeaders.PARTITION);
    String offset = DeadLetter.text(headers, ReplayHeaders.OFFSET);
    String timestamp = DeadLetter.text(headers, ReplayHeaders.TIMESTAMP);
    if (id == null
        || id.isBlank()
        || id.length() > MAX_ID
        || topic == null
        || !RAW_TOPIC.test(topic)
        || partition == null
        || offset == null
        || timestamp == null) {
      return Optional.empty();
    }
    try {
      var at = new Position(topic, Integer.parseInt(partition), Long.parseLong(offset));
      return at.getPartition() < 0 || at.getOffset() < 0
          ? Optional.empty()
          : Optional.of(new ReplayedFrom(id, at, Instant.parse(timestamp).toEpochMilli()));
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
