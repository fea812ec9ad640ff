package io.tocsin.policy.rulebook;

import java.util.Locale;

/// A sink that a rule may send an event to, beside the ledger, which gets everything. The
/// lower-case names are the words of the rulebook.
public enum Route {
  /// Becomes an invoice line.
  BILLING,
  /// Becomes an activity at the client.
  CRM,
  /// Becomes a ticket.
  TICKETING,
  /// Somebody is sent.
  DISPATCH,
  /// Somebody is told.
  NOTIFY;

  /// The word in the rulebook and in decisions.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
