package io.tocsin.normalizer.vendor;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One way in which a source writes times.
public interface TimeFormat {
  /// ISO 8601 with `T` or a space between date and time, with or without seconds, fraction and
  /// offset.
  List<TimeFormat> ISO = List.of(pattern(iso('T')), pattern(iso(' ')));

  /// What the text says in this format: a [ZonedDateTime] where it names an offset or zone, a
  /// [LocalDateTime] where it does not; empty where it is not of this format.
  Optional<TemporalAccessor> read(String text);

  /// A format from a setting: `epoch-seconds`, `epoch-millis`, or a pattern of
  /// `java.time.format.DateTimeFormatter`, read strictly and in English.
  ///
  /// @throws IllegalArgumentException where it is none of these
  static TimeFormat of(String setting) {
    return switch (setting) {
      case "epoch-seconds" ->
          text -> epoch(text).map(n -> Instant.ofEpochSecond(n).atZone(ZoneOffset.UTC));
      case "epoch-millis" ->
          text -> epoch(text).map(n -> Instant.ofEpochMilli(n).atZone(ZoneOffset.UTC));
      default ->
          pattern(
              new DateTimeFormatterBuilder()
                  .appendPattern(setting)
                  // So that a pattern may say yyyy as well as uuuu.
                  .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
                  .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                  .toFormatter(Locale.ENGLISH));
    };
  }

  private static Optional<Long> epoch(String text) {
    // Fifteen digits hold every millisecond up to the year 33658 and no number that overflows.
    return Pattern.matches("-?\\d{1,15}", text)
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private static DateTimeFormatter iso(char between) {
    return new DateTimeFormatterBuilder()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .appendLiteral(between)
        .append(DateTimeFormatter.ISO_LOCAL_TIME)
        // +02:00, +0200, +02 or Z, or none.
        .appendPattern("[XXX][XX][X]")
        .toFormatter(Locale.ROOT);
  }

  private static TimeFormat pattern(DateTimeFormatter formatter) {
    DateTimeFormatter strict = formatter.withResolverStyle(ResolverStyle.STRICT);
    return text -> {
      try {
        return Optional.of(strict.parseBest(text, ZonedDateTime::from, LocalDateTime::from));
      } catch (DateTimeException e) {
        return Optional.empty(); // Not of this format: the answer, not a failure.
      }
    };
  }
}
