package io.tocsin.platform.reading;

import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TimeNote;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How one source, on one road, writes times.
///
/// @param zone zone of times that name none; null = such times are not usable
/// @param formats formats beside ISO 8601, tried first
public record Times(@Nullable ZoneId zone, List<TimeFormat> formats) {
  private static final int LAST_YEAR = 9999;

  /// ISO 8601 with an offset, nothing else.
  public static final Times ISO_ONLY = new Times(null, List.of());

  public Times {
    formats = List.copyOf(formats);
  }

  /// What a text says.
  ///
  /// @param at the instant, to the millisecond; null where the text gives none
  /// @param basis what it rests on; [TimeBasis#RECEIVED] where `at` is null
  /// @param zone offset or zone in which it was expressed
  /// @param notes what is doubtful about it
  public record Read(
      @Nullable Instant at, TimeBasis basis, @Nullable String zone, List<TimeNote> notes) {
    public Read {
      notes = List.copyOf(notes);
    }
  }

  /// The second that a text names.
  public sealed interface Second {
    /// One that can be compared with that of any other road.
    ///
    /// @param at the instant, cut to the second
    record Named(Instant at) implements Second {}

    /// The text is a time, but says no second.
    record NotSaid() implements Second {}

    /// The text cannot be read, see [#read].
    record Unreadable() implements Second {}
  }

  private record Found(TemporalAccessor time, boolean toTheSecond) {}

  /// The second that a text names; the same for the same moment, however a road writes it.
  public Second second(String sent) {
    Optional<Found> found = find(sent);
    Instant at = read(found).at();
    if (at == null) {
      return new Second.Unreadable();
    }
    return found.filter(Found::toTheSecond).isPresent()
        ? new Second.Named(at.truncatedTo(ChronoUnit.SECONDS))
        : new Second.NotSaid();
  }

  private Optional<Found> find(String sent) {
    // Newer programs put a no-break space before AM and PM, and HTML anywhere.
    String text = sent.replace('\u00A0', ' ').replace('\u202F', ' ').strip();
    return Stream.concat(formats.stream(), TimeFormat.ISO.stream())
        .flatMap(
            format -> format.read(text).map(time -> new Found(time, format.toTheSecond())).stream())
        .findFirst();
  }

  /// Reads a time as the source sent it.
  ///
  /// A time with offset is taken as it is. A time without is taken in the configured zone: where
  /// clocks went forward over it, it is moved forward by the gap (02:30 becomes 03:30); where
  /// clocks went back and it occurred twice, it is the earlier of the two; both are noted. A text
  /// in no known format, one without offset where no zone is configured, or one outside the years 1
  /// to 9999 gives no instant, and the note says why.
  public Read read(String sent) {
    return read(find(sent));
  }

  private Read read(Optional<Found> found) {
    ZoneId configured = zone;
    return switch (found.map(Found::time).orElse(null)) {
      case ZonedDateTime time when sane(time.getYear()) ->
          new Read(
              millis(time.toInstant()), TimeBasis.OFFSET_SENT, time.getZone().getId(), List.of());
      case LocalDateTime time when configured != null && sane(time.getYear()) ->
          local(time, configured);
      case LocalDateTime time when sane(time.getYear()) -> none(TimeNote.NO_ZONE);
      case null, default -> none(TimeNote.UNREADABLE);
    };
  }

  private static Read local(LocalDateTime time, ZoneId zone) {
    ZoneOffsetTransition transition = zone.getRules().getTransition(time);
    List<TimeNote> notes =
        transition == null
            ? List.of()
            : List.of(transition.isGap() ? TimeNote.DST_GAP : TimeNote.DST_OVERLAP);
    // ofLocal without a preferred offset is the rule above.
    return new Read(
        millis(ZonedDateTime.ofLocal(time, zone, null).toInstant()),
        TimeBasis.ZONE_CONFIGURED,
        zone.getId(),
        notes);
  }

  private static Read none(TimeNote note) {
    return new Read(null, TimeBasis.RECEIVED, null, List.of(note));
  }

  private static boolean sane(int year) {
    return year >= 1 && year <= LAST_YEAR;
  }

  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }
}
