package io.tocsin.replay.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One end of a range as an operator writes it: an offset or a time, of every partition or of one.
///
/// | text | is |
/// |---|---|
/// | `1500` | offset 1500 of every partition |
/// | `3:1500` | offset 1500 of partition 3 |
/// | `2026-11-20T08:00:00Z` | the first record that arrived then or later |
/// | `2026-11-20` | the same at the beginning of that day, UTC |
/// | `3:2026-11-20T08:00:00+01:00` | the same in partition 3 |
///
/// @param partition its number; null = every partition
/// @param place where
record Bound(@Nullable Integer partition, Place place) {
  private static final Pattern OF_ONE = Pattern.compile("(\\d{1,6}):(.+)");
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  /// Where in a partition.
  sealed interface Place {}

  /// At an offset.
  record Offset(long offset) implements Place {}

  /// At the first record that arrived then or later.
  record Time(Instant time) implements Place {}

  static Bound of(String text) {
    Matcher ofOne = OF_ONE.matcher(text.strip());
    return ofOne.matches()
        ? new Bound(Integer.valueOf(ofOne.group(1)), place(ofOne.group(2)))
        : new Bound(null, place(text.strip()));
  }

  private static Place place(String text) {
    if (OFFSET.matcher(text).matches()) {
      return new Offset(Long.parseLong(text));
    }
    try {
      return new Time(
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw ReplayException.wrong(
          ("'%s' is neither an offset (1500, or 3:1500 in partition 3) nor a time with its zone"
                  + " (2026-11-20T08:00:00Z) nor a day (2026-11-20, UTC).")
              .formatted(text));
    }
  }

  /// What applies to a partition: what names it, else what names none.
  static Optional<Bound> applying(int partition, List<Bound> bounds) {
    Optional<Bound> own =
        bounds.stream().filter(b -> Integer.valueOf(partition).equals(b.partition())).findFirst();
    return own.or(() -> bounds.stream().filter(b -> b.partition() == null).findFirst());
  }
}
