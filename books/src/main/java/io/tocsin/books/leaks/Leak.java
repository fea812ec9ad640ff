package io.tocsin.books.leaks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tocsin.books.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One leak.
///
/// @param kind which
/// @param since since when, UTC: its first event, or what opened it; of a silent site its last
/// event
/// @param subject what leaks: a code, a site, a window, an event
/// @param clientId the client; null where none is known
/// @param events how many events are in it
/// @param money what it comes to; empty where no price is known
/// @param basis how that is found, or why nobody knows it
public record Leak(
    LeakKind kind,
    Instant since,
    String subject,
    @Nullable String clientId,
    long events,
    List<Money> money,
    String basis) {
  public Leak {
    money = List.copyOf(money);
  }

  /// What to do about it.
  @JsonProperty
  public String advice() {
    return kind.advice();
  }
}
