package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as our ledger has it: its newest revision, and how it stands with billing.
///
/// @param eventKey the event
/// @param siteRef the source's own name of the site
/// @param code code without qualifier, as its code table has it
/// @param codeScheme the code table
/// @param at when it happened, UTC
/// @param roads by which roads it came: webhook, poll, export, mailbox
/// @param billing how it stands with billing
/// @param why the same in words
/// @param money what is billed; of what is not, what the decision asks for
/// @param outside what systems outside answered to its lines
public record LedgerEvent(
    String eventKey,
    @Nullable String siteRef,
    @Nullable String code,
    @Nullable String codeScheme,
    Instant at,
    List<String> roads,
    Billing billing,
    String why,
    List<Money> money,
    List<Outside> outside) {
  public LedgerEvent {
    roads = List.copyOf(roads);
    money = List.copyOf(money);
    outside = List.copyOf(outside);
  }

  /// What a sink outside last answered to a line of the event.
  ///
  /// @param sink name of the sink
  /// @param status as in `outward_effects.status`
  public record Outside(String sink, String status) {
    /// Whether the line stands there for sure, or was never to go there.
    public boolean done() {
      return status.equals("WRITTEN") || status.equals("NOTHING_TO_DO");
    }
  }

  /// Whether a person should look at its billing.
  public boolean wrong() {
    return billing.wrong() || !outside.stream().allMatch(Outside::done);
  }
}
