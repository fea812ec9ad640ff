package io.tocsin.normalizer;

import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.TrustedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/// Makes what is remembered of an event, and its bytes in the store.
final class SeenEvents {
  /// Revisions kept for each event, the first one always among them. A replay of one that was
  /// forgotten counts as a duplicate or a new revision.
  static final int MAX_REVISIONS = 100;

  static {
    TrustedClasses.trustOurs();
  }

  private SeenEvents() {}

  /// Memory after a record that was not seen before.
  ///
  /// @param before memory before it; null for a new event
  static SeenEvent after(
      @Nullable SeenEvent before,
      Judgement judgement,
      Position at,
      String contentHash,
      String siteKey,
      String receipt,
      Instant receivedAt,
      LocalDate serviceDay) {
    SeenPosition position = new SeenPosition(at.getTopic(), at.getPartition(), at.getOffset());
    var revisions =
        new ArrayList<>(before == null ? List.<SeenRevision>of() : before.getRevisions());
    if (judgement.outcome() != Outcome.DUPLICATE) {
      if (revisions.size() >= MAX_REVISIONS) {
        revisions.remove(1);
      }
      revisions.add(new SeenRevision(judgement.revision(), contentHash, position));
    }
    // A replayed record that is new to the store, for example a former dead letter, does not turn
    // the
    // clock back.
    boolean behind =
        before != null
            && before.getLast().getTopic().equals(at.getTopic())
            && before.getLast().getPartition() == at.getPartition()
            && before.getLast().getOffset() > at.getOffset();
    return new SeenEvent(
        before == null ? receipt : before.getFirstReceipt(),
        before == null ? receivedAt : before.getFirstReceivedAt(),
        before == null ? serviceDay : before.getServiceDay(),
        judgement.outcome() == Outcome.DUPLICATE && before != null ? before.getSiteKey() : siteKey,
        revisions,
        before != null && behind ? before.getLast() : position,
        before != null && behind ? before.getLastOutcome() : outcome(judgement));
  }

  private static SeenOutcome outcome(Judgement judgement) {
    return switch (judgement.outcome()) {
      case NEW -> SeenOutcome.NEW;
      case REVISION -> SeenOutcome.REVISION;
      case DUPLICATE -> SeenOutcome.DUPLICATE;
      case DEAD_LETTERED -> throw new IllegalArgumentException("a dead letter is not remembered");
    };
  }

  /// Serde of the store: Avro's single-object encoding, which names the writer's schema by its
  /// fingerprint. When the schema changes, the old one is added to the decoder, and values written
  /// with it are still read.
  static Serde<SeenEvent> serde() {
    return Serdes.serdeFrom(
        (topic, seen) -> seen == null ? null : bytes(seen),
        (topic, bytes) -> bytes == null ? null : seen(bytes));
  }

  private static byte[] bytes(SeenEvent seen) {
    try {
      ByteBuffer encoded = seen.toByteBuffer();
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory refused to be written", e);
    }
  }

  private static SeenEvent seen(byte[] bytes) {
    try {
      return SeenEvent.fromByteBuffer(ByteBuffer.wrap(bytes));
    } catch (IOException | AvroRuntimeException e) {
      // No IOException outwards, not as a cause either: a store that cannot be read is no outage
      // that
      // passes by itself.
      throw new IllegalStateException(
          "the seen-store holds a value that cannot be read: " + e.getMessage());
    }
  }
}
