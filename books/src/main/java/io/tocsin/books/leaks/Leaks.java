package io.tocsin.books.leaks;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// The revenue leaks that the facts show.
///
/// @param readAt when they were read, UTC
/// @param since first service day that was looked at
/// @param lists one for each kind
public record Leaks(Instant readAt, LocalDate since, List<LeakList> lists) {
  public Leaks {
    lists = List.copyOf(lists);
  }
}
