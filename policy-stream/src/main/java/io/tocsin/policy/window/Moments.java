package io.tocsin.policy.window;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads moments as people write them: with an offset, or in the time of the site.
final class Moments {
  private static final Pattern MOMENT =
      Pattern.compile(
          "(20[0-9]{2}-[0-9]{2}-[0-9]{2})[T"
              + " ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,3})?)?)(Z|[+-][0-9]{2}:[0-9]{2})?");
  private static final Pattern AFTER = Pattern.compile("\\+([1-9][0-9]{0,5})([mhd])");

  private Moments() {}

  /// What a text means.
  sealed interface Reading {
    /// A moment.
    record At(Instant moment) implements Reading {}

    /// None.
    ///
    /// @param why the rest of a sentence that begins with the text
    record None(String why) implements Reading {}
  }

  /// Reads a moment.
  ///
  /// @param zone the zone of a time that names no offset; empty where nobody knows it
  static Reading read(String text, Optional<ZoneId> zone) {
    Matcher written = MOMENT.matcher(text);
    if (!written.matches()) {
      return new Reading.None(
          "is no time; write it as 2026-11-21T18:00-06:00, or as 2026-11-21 18:00 for the time at"
              + " the site");
    }
    try {
      var local = LocalDateTime.parse(written.group(1) + "T" + written.group(2));
      String offset = written.group(3);
      return offset == null
          ? local(local, zone)
          : new Reading.At(local.toInstant(ZoneOffset.of(offset)));
    } catch (DateTimeException e) {
      return new Reading.None("is no time of the calendar");
    }
  }

  private static Reading local(LocalDateTime local, Optional<ZoneId> zone) {
    if (zone.isEmpty()) {
      return new Reading.None(
          "needs an offset, as in 2026-11-21T18:00-06:00: the window names no place whose zone is"
              + " known, or sites in several zones");
    }
    List<ZoneOffset> offsets = zone.get().getRules().getValidOffsets(local);
    return switch (offsets.size()) {
      case 1 -> new Reading.At(local.toInstant(offsets.getFirst()));
      case 0 ->
          new Reading.None(
              "does not exist in %s: the clocks go forward over it".formatted(zone.get()));
      default ->
          new Reading.None(
              "is there twice in %s, as the clocks go back; write it with %s or %s"
                  .formatted(zone.get(), offsets.getFirst(), offsets.getLast()));
    };
  }

  /// A length of time after another moment, as +90m, +2h or +3d; empty where the text is none.
  static Optional<Duration> after(String text) {
    Matcher written = AFTER.matcher(text);
    if (!written.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(written.group(1));
    return Optional.of(
        switch (written.group(2).charAt(0)) {
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }
}
