package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.TimeFormat;
import io.tocsin.schemas.TimeBasis;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When an event happened, and what that rests on.
///
/// @param at the instant, to the millisecond
/// @param basis what it rests on
/// @param asReceived the source's time exactly as sent
/// @param zoneAsReceived offset or zone in which it was expressed
public record Occurrence(
    Instant at, TimeBasis basis, @Nullable String asReceived, @Nullable String zoneAsReceived) {
  private static final int LAST_YEAR = 9999;

  /// Reads a time as the source sent it.
  ///
  /// A time with offset is taken as it is. A time without is taken in the source's zone: where
  /// clocks went forward over it, it is moved forward by the gap (02:30 becomes 03:30); where
  /// clocks went back and it occurred twice, it is the earlier of the two. No time, one in no known
  /// format, one without offset from a source without zone, or one outside the years 1 to 9999
  /// gives the gateway's time of receipt.
  public static Occurrence of(@Nullable String sentAt, Source source, Instant receivedAt) {
    Optional<TemporalAccessor> read =
        sentAt == null
            ? Optional.empty()
            : Stream.concat(source.timeFormats().stream(), TimeFormat.ISO.stream())
                .flatMap(format -> format.read(sentAt.strip()).stream())
                .findFirst();
    ZoneId zone = source.timeZone();
    return switch (read.orElse(null)) {
      case ZonedDateTime time when sane(time.getYear()) ->
          new Occurrence(
              millis(time.toInstant()), TimeBasis.OFFSET_SENT, sentAt, time.getZone().getId());
      case LocalDateTime time when zone != null && sane(time.getYear()) ->
          // ofLocal without a preferred offset is the rule above.
          new Occurrence(
              millis(ZonedDateTime.ofLocal(time, zone, null).toInstant()),
              TimeBasis.ZONE_CONFIGURED,
              sentAt,
              zone.getId());
      case null, default -> new Occurrence(receivedAt, TimeBasis.RECEIVED, sentAt, null);
    };
  }

  private static boolean sane(int year) {
    return year >= 1 && year <= LAST_YEAR;
  }

  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }
}
