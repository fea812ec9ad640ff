package io.tocsin.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/// How the books are closed: `tocsin.books.*`.
///
/// @param directory where the folders of the closed days are
/// @param zone whose days are closed
/// @param closeAt the time of the next day at which a day is closed
/// @param schedule whether days are closed by themselves
/// @param patience how long a close waits for a pipeline that is behind
@ConfigurationProperties("tocsin.books")
public record BooksSettings(
    @Bindable(defaultValue = "books") String directory,
    @Bindable(defaultValue = "UTC") String zone,
    @Bindable(defaultValue = "02:10") String closeAt,
    @Bindable(defaultValue = "true") boolean schedule,
    @Bindable(defaultValue = "10m") Duration patience) {
  public BooksSettings {
    try {
      ZoneId _ = ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "TOCSIN_BOOKS_ZONE is '%s'; it must be a time zone such as America/Chicago"
              .formatted(zone));
    }
    try {
      LocalTime _ = LocalTime.parse(closeAt);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "TOCSIN_BOOKS_CLOSE_AT is '%s'; it must be a time such as 02:10".formatted(closeAt));
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("TOCSIN_BOOKS_PATIENCE is less than nothing");
    }
  }

  ZoneId zoneId() {
    return ZoneId.of(zone);
  }

  LocalTime closeTime() {
    return LocalTime.parse(closeAt);
  }

  Path folder() {
    return Path.of(directory).toAbsolutePath().normalize();
  }
}
