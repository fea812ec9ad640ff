package io.tocsin.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.tocsin.books.close.ClosedDay;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A closed day as the API shows it.
///
/// @param close its number
/// @param closedAt when
/// @param closedBy who closed it
/// @param head hash of its head
/// @param document the head
/// @param mailedAt when its mail went out; absent where it has not
/// @param summary what a person reads of it; absent in a list
record Close(
    long close,
    LocalDate day,
    Instant closedAt,
    String closedBy,
    String head,
    @JsonRawValue String document,
    @Nullable Instant mailedAt,
    @Nullable String summary) {
  static Close of(ClosedDay closed) {
    return of(closed, closed.summary());
  }

  /// Without its summary.
  static Close brief(ClosedDay closed) {
    return of(closed, null);
  }

  private static Close of(ClosedDay closed, @Nullable String summary) {
    return new Close(
        closed.head().close(),
        closed.day(),
        closed.head().at(),
        closed.closedBy(),
        closed.head().hash(),
        closed.head().document(),
        closed.mailedAt(),
        summary);
  }
}
