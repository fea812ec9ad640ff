package io.tocsin.platform.reading;

import java.math.BigDecimal;
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
import java.util.function.Function;
import java.util.regex.Pattern;

/// One way in which a source writes times.
///
/// @param reader what a text says in this format, see [#read]
/// @param toTheSecond whether every text of this format names its second
public record TimeFormat(Function<String, Optional<TemporalAccessor>> reader, boolean toTheSecond) {
  /// ISO 8601 with `T` or a space between date and time, with or without seconds, fraction and
  /// offset.
  public static final List<TimeFormat> ISO =
      List.of(
          pattern(iso('T', ":ss"), true),
          pattern(iso(' ', ":ss"), true),
          pattern(iso('T', ""), false),
          pattern(iso(' ', ""), false));

  private static final Pattern EPOCH_SECONDS = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?");
  // Fifteen digits hold every millisecond up to the year 33658 and no number that overflows.
  private static final Pattern EPOCH_MILLIS = Pattern.compile("-?\\d{1,15}");

  /// What the text says in this format: a [ZonedDateTime] where it names an offset or zone, a
  /// [LocalDateTime] where it does not; empty where it is not of this format.
  public Optional<TemporalAccessor> read(String text) {
    return reader.apply(text);
  }

  /// A format from a setting: `epoch-seconds` (a fraction may follow), `epoch-millis`, or a pattern
  /// of `java.time.format.DateTimeFormatter`, read strictly and in English, in capitals or not.
  ///
  /// @throws IllegalArgumentException where it is none of these
  public static TimeFormat of(String setting) {
    return switch (setting) {
      case "epoch-seconds" ->
          new TimeFormat(text -> epoch(EPOCH_SECONDS, text, 3).map(TimeFormat::utc), true);
      case "epoch-millis" ->
          new TimeFormat(text -> epoch(EPOCH_MILLIS, text, 0).map(TimeFormat::utc), true);
      default ->
          pattern(
              new DateTimeFormatterBuilder()
                  .parseCaseInsensitive()
                  .appendPattern(setting)
                  // So that a pattern may say yyyy as well as uuuu.
                  .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
                  .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                  .toFormatter(Locale.ENGLISH),
              alwaysNamesTheSecond(setting));
    };
  }

  private static TemporalAccessor utc(Instant time) {
    return time.atZone(ZoneOffset.UTC);
  }

  private static Optional<Instant> epoch(Pattern form, String text, int millisShift) {
    return form.matcher(text).matches()
        ? Optional.of(
            Instant.ofEpochMilli(
                new BigDecimal(text).movePointRight(millisShift).toBigInteger().longValueExact()))
        : Optional.empty();
  }

  /// Whether a pattern has a letter of the second that is neither quoted nor optional.
  private static boolean alwaysNamesTheSecond(String pattern) {
    boolean quoted = false;
    int optional = 0;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\'' -> quoted = !quoted;
        case '[' -> optional += quoted ? 0 : 1;
        case ']' -> optional -= quoted ? 0 : 1;
        case 's' -> {
          if (!quoted && optional == 0) {
            return true;
          }
        }
        default -> {} // Another letter, or a character of the text.
      }
    }
    return false;
  }

  private static DateTimeFormatter iso(char between, String seconds) {
    var builder =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(between)
            .appendPattern("HH:mm" + seconds);
    if (seconds.isEmpty()) {
      builder.parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
    } else {
      builder.optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd();
    }
    // +02:00, +0200, +02 or Z, or none.
    return builder.appendPattern("[XXX][xx][x]").toFormatter(Locale.ROOT);
  }

  private static TimeFormat pattern(DateTimeFormatter formatter, boolean toTheSecond) {
    DateTimeFormatter strict = formatter.withResolverStyle(ResolverStyle.STRICT);
    return new TimeFormat(
        text -> {
          try {
            return Optional.of(strict.parseBest(text, ZonedDateTime::from, LocalDateTime::from));
          } catch (DateTimeException e) {
            return Optional.empty(); // Not of this format: the answer, not a failure.
          }
        },
        toTheSecond);
  }
}
