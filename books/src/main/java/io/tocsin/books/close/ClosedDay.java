package io.tocsin.books.close;

import io.tocsin.books.proof.Head;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A day that is closed, as the ledger has it.
///
/// @param head what seals it
/// @param closedBy who closed it
/// @param summary what a person reads of it
/// @param mailedAt when its mail went out; null where it has not
public record ClosedDay(Head head, String closedBy, String summary, @Nullable Instant mailedAt) {
  public LocalDate day() {
    return head.day();
  }

  /// One sentence: when it was closed, and its head.
  public String sentence() {
    return "%s is closed: close %d, at %s by %s, head %s"
        .formatted(day(), head.close(), head.at(), closedBy, head.hash());
  }
}
