package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a reconciliation: a row of the export, an event of the ledger, or both.
///
/// @param finding what comparing them comes to
/// @param row which row of the export, from 1, without the header; null where it has none
/// @param eventKey the event; null where the row cannot be named
/// @param site the source's own name of the site
/// @param code the source's code
/// @param at when it happened, UTC
/// @param why the reason of the finding in words; empty where there is nothing to say
/// @param ingestible whether `--ingest` would hand the row in
/// @param event the event in the ledger; null where it has none
public record Line(
    Finding finding,
    @Nullable Integer row,
    @Nullable String eventKey,
    @Nullable String site,
    @Nullable String code,
    @Nullable Instant at,
    String why,
    boolean ingestible,
    @Nullable LedgerEvent event) {
  /// Whether a person should look at it.
  public boolean open() {
    LedgerEvent known = event;
    return finding != Finding.SAME || (known != null && known.wrong());
  }

  /// How it stands with billing; null where the ledger has no such event.
  public @Nullable Billing billing() {
    return event == null ? null : event.billing();
  }

  /// What is billed, or asked for.
  public List<Money> money() {
    return event == null ? List.of() : event.money();
  }
}
