package io.tocsin.books.reconcile;

import java.time.Instant;

/// The time that is compared.
///
/// @param from first instant, UTC
/// @param to first instant after it, UTC
/// @param said true where somebody said it; false where it is what the export covers
public record Range(Instant from, Instant to, boolean said) {
  boolean holds(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }
}
