package io.tocsin.books.reconcile;

import org.jspecify.annotations.Nullable;

/// How an event stands with billing.
public enum Billing {
  /// Every line that its decision asks for stands, and no other.
  BILLED,
  /// The decision says that it costs nothing.
  NOT_BILLABLE,
  /// It is billed with its incident, by another event.
  MERGED,
  /// A person must decide.
  IN_REVIEW,
  /// It could not be decided.
  DEAD_LETTERED,
  /// The ledger has the event, and no decision on it yet.
  NOT_DECIDED,
  /// The decision asks for a line that does not stand: money is missing.
  NOT_BILLED,
  /// More lines stand than the decision asks for.
  BILLED_TWICE,
  /// A line stands although the decision asks for none.
  STILL_BILLED;

  /// How an event stands with billing.
  ///
  /// @param endState of its decision; null where there is none
  /// @param free whether the decision asks for no line
  /// @param paid whether every line that it asks for stands
  /// @param alone whether no other line stands
  static Billing of(@Nullable String endState, boolean free, boolean paid, boolean alone) {
    if (endState == null) {
      return NOT_DECIDED;
    }
    if (!paid) {
      return NOT_BILLED;
    }
    if (!alone) {
      return free ? STILL_BILLED : BILLED_TWICE;
    }
    return endState.equals("BILLABLE") ? BILLED : valueOf(endState);
  }

  /// Whether a person should look at it.
  public boolean wrong() {
    return switch (this) {
      case BILLED, NOT_BILLABLE, MERGED, IN_REVIEW, DEAD_LETTERED -> false;
      case NOT_DECIDED, NOT_BILLED, BILLED_TWICE, STILL_BILLED -> true;
    };
  }
}
