package io.tocsin.gateway.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// How a sender writes the signed time.
enum TimestampFormat {
  /// Whole seconds since 1970 in UTC, as in Standard Webhooks.
  EPOCH_SECONDS,
  /// Milliseconds since 1970 in UTC.
  EPOCH_MILLIS,
  /// ISO 8601 with an offset.
  ISO_8601;

  /// The time; empty where the text is none.
  Optional<Instant> read(String text) {
    try {
      return Optional.of(
          switch (this) {
            case EPOCH_SECONDS -> Instant.ofEpochSecond(Long.parseLong(text));
            case EPOCH_MILLIS -> Instant.ofEpochMilli(Long.parseLong(text));
            case ISO_8601 -> OffsetDateTime.parse(text).toInstant();
          });
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
