package io.tocsin.normalizer;

import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.TrustedClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/// Makes what is remembered of an event, and its bytes in the store.
public final class SeenEvents {
  /// Revisions kept for each event, the first one always among them. A replay of one that was
  /// forgotten counts as a duplicate of the first.
  static final int MAX_REVISIONS = 100;

  /// The forms that values in a store may have beside the present one, oldest first: the schemas of
  /// earlier builds, whole, as resources of this class.
  private static final List<String> EARLIER_SCHEMAS = List.of("/seen-event/1.avsc");

  static {
    TrustedClasses.trustOurs();
    EARLIER_SCHEMAS.forEach(resource -> SeenEvent.getDecoder().addSchema(schema(resource)));
  }

  private SeenEvents() {}

  /// The memory of an event that is met for the first time, before anything is known of it.
  ///
  /// @param clock what the task's clock says, milliseconds since 1970 UTC
  static SeenEvent first(
      String receipt,
      Instant receivedAt,
      long clock,
      LocalDate serviceDay,
      boolean pastHorizon,
      String siteKey,
      Position at) {
    return new SeenEvent(
        receipt,
        receivedAt,
        clock,
        serviceDay,
        pastHorizon,
        siteKey,
        List.of(),
        Positions.seen(at),
        List.of());
  }

  /// The memory of an event after a record that was not taken before.
  ///
  /// @param before memory before it
  /// @param judgement what the record is
  /// @param layers what is said of the event now
  static SeenEvent after(
      SeenEvent before,
      Judgement judgement,
      Layers layers,
      Position at,
      String contentHash,
      String siteKey) {
    boolean duplicate = judgement.outcome() == Outcome.DUPLICATE;
    return new SeenEvent(
        before.getFirstReceipt(),
        before.getFirstReceivedAt(),
        before.getFirstSeenAt(),
        before.getServiceDay(),
        before.getPastHorizon(),
        duplicate ? before.getSiteKey() : siteKey,
        duplicate
            ? before.getRevisions()
            : with(
                before.getRevisions(),
                new SeenRevision(
                    judgement.revision(),
                    contentHash,
                    judgement.changes(),
                    Positions.seen(at),
                    judgement.move())),
        // A former dead letter that is replayed does not turn the clock back.
        Positions.later(before.getLast(), Positions.seen(at)),
        layers.bestFirst());
  }

  private static List<SeenRevision> with(List<SeenRevision> revisions, SeenRevision made) {
    var all = new ArrayList<>(revisions);
    if (all.size() >= MAX_REVISIONS) {
      all.remove(1);
    }
    all.add(made);
    return all;
  }

  /// Serde of the store: Avro's single-object encoding, which names the writer's schema by its
  /// fingerprint. When the schema changes, the old one is added to [#EARLIER_SCHEMAS], and values
  /// written with it are still read.
  public static Serde<SeenEvent> serde() {
    return Serdes.serdeFrom(
        (topic, seen) -> seen == null ? null : bytes(seen),
        (topic, bytes) -> bytes == null ? null : seen(bytes));
  }

  /// The schema that stands in a resource.
  static Schema schema(String resource) {
    try (InputStream in = SeenEvents.class.getResourceAsStream(resource)) {
      return new Schema.Parser().parse(Objects.requireNonNull(in, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
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
      // that passes by itself.
      throw new IllegalStateException(
          "the seen-store holds a value that cannot be read: " + e.getMessage());
    }
  }
}
