package io.tocsin.gateway.auth;

import java.time.Duration;
import java.time.Instant;

/// Where the signed time is and how far from ours it may be.
///
/// @param header its header
/// @param format how it is written
/// @param tolerance largest distance from the received time, in either direction; above zero
record SignedTime(String header, TimestampFormat format, Duration tolerance) {
  SignedTime {
    if (!tolerance.isPositive()) {
      throw new IllegalArgumentException("must be above zero: it cannot be switched off this way");
    }
  }

  /// Whether a signed time is near enough to the received one.
  boolean covers(Instant signedAt, Instant receivedAt) {
    // Compared as instants: a distance in nanoseconds could overflow for an absurd signed time.
    return !signedAt.isBefore(receivedAt.minus(tolerance))
        && !signedAt.isAfter(receivedAt.plus(tolerance));
  }
}
