package io.tocsin.console;

import io.tocsin.schemas.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One raw record and what became of it: when it arrived, or where it was a dead letter then, in
/// the first replay in which it was none.
///
/// @param receipt receipt of the delivery
/// @param outcome what became of it
/// @param source name of the source
/// @param eventKey the event it belongs to; null where none could be told
/// @param revision the revision that it made or repeats; null for a dead letter
/// @param sameAsReceipt for a duplicate or a revision: receipt of the event's first delivery
/// @param transport the road it came by, for example WEBHOOK
/// @param authScheme how the sender proved itself, for example HMAC_SHA256
/// @param authKeyId configured name of the secret that matched
/// @param receivedAt when the gateway received it, UTC; the time of its record where that is
/// unknown
/// @param reasonCode where it was a dead letter when it arrived: stable code
/// @param reason likewise: the same as a sentence
/// @param ignored fields in which it contradicted a richer or later delivery, which stands
/// @param rawTopic Kafka topic of the raw record
/// @param rawPartition its partition
/// @param rawOffset its offset
/// @param replayId the replay whose outcome this is; null where it is that of its arrival
/// @param asked whether this is the delivery that was asked for
record Delivery(
    @Nullable String receipt,
    Outcome outcome,
    @Nullable String source,
    @Nullable String eventKey,
    @Nullable Integer revision,
    @Nullable String sameAsReceipt,
    @Nullable String transport,
    @Nullable String authScheme,
    @Nullable String authKeyId,
    Instant receivedAt,
    @Nullable String reasonCode,
    @Nullable String reason,
    List<String> ignored,
    String rawTopic,
    int rawPartition,
    long rawOffset,
    @Nullable String replayId,
    boolean asked) {
  /// The same delivery, marked as the one that was asked for.
  Delivery markedAsAsked() {
    return new Delivery(
        receipt,
        outcome,
        source,
        eventKey,
        revision,
        sameAsReceipt,
        transport,
        authScheme,
        authKeyId,
        receivedAt,
        reasonCode,
        reason,
        ignored,
        rawTopic,
        rawPartition,
        rawOffset,
        replayId,
        true);
  }

  /// Whether both are the same raw record.
  boolean isAt(Delivery other) {
    return rawTopic.equals(other.rawTopic)
        && rawPartition == other.rawPartition
        && rawOffset == other.rawOffset;
  }
}
