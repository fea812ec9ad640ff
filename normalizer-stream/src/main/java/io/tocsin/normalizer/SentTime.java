package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.RawEvent;
import java.time.Instant;

/// Reads the time that a delivery was sent with.
final class SentTime {
  private SentTime() {}

  /// The statement with the time of its delivery, read as its source writes times on that road. One
  /// without a time says nothing of it.
  static Statement on(Statement said, RawEvent raw, Source source) {
    String sentAt = raw.getSentAt();
    if (sentAt == null) {
      return said;
    }
    Times.Read read = source.times(raw.getTransport()).read(sentAt);
    Instant at = read.at();
    return Statement.newBuilder(said)
        .setOccurredAt(at == null ? null : at.toEpochMilli())
        .setTimeBasis(read.basis().name())
        .setTimeAsReceived(sentAt)
        .setZoneAsReceived(read.zone())
        .setTimeNotes(read.notes().stream().map(Enum::name).toList())
        .build();
  }
}
