package io.tocsin.policy.backtest;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/// One invoice line that the candidate adds, removes or changes.
///
/// A line belongs to the event that carries its charge. Where a charge goes from one event of an
/// incident to another, one line is removed and another one added.
///
/// @param kind client and sku that it is counted under
/// @param eventKey the event behind it
/// @param siteKey where that happened
/// @param serviceDay the day that is billed
/// @param occurredAt when it happened, UTC
/// @param before as published
/// @param after under the candidate
record LineChange(
    LineKind kind,
    String eventKey,
    String siteKey,
    LocalDate serviceDay,
    Instant occurredAt,
    Standing before,
    Standing after) {
  /// By what they are counted under, then in the order of time.
  static final Comparator<LineChange> ORDER =
      Comparator.comparing(LineChange::kind)
          .thenComparing(LineChange::serviceDay)
          .thenComparing(LineChange::occurredAt)
          .thenComparing(LineChange::eventKey);

  static LineChange of(LineKind kind, CanonicalEvent event, Standing before, Standing after) {
    return new LineChange(
        kind,
        event.getEventKey(),
        event.getSiteKey(),
        event.getServiceDay(),
        event.getOccurredAt(),
        before,
        after);
  }

  /// What becomes of a line.
  enum What {
    ADDED,
    REMOVED,
    CHANGED
  }

  What what() {
    if (before.charge() == null) {
      return What.ADDED;
    }
    return after.charge() == null ? What.REMOVED : What.CHANGED;
  }

  /// What it costs more, in the currency of its kind.
  BigDecimal difference() {
    return after.amount().subtract(before.amount());
  }

  /// Whether an invoice would show two charges as different lines.
  static boolean differ(Charge one, Charge other) {
    return !one.getChargeKey().equals(other.getChargeKey()) || !sameMoney(one, other);
  }

  private static boolean sameMoney(Charge one, Charge other) {
    return one.getUnit().equals(other.getUnit())
        && one.getQuantity().compareTo(other.getQuantity()) == 0
        && one.getUnitPrice().compareTo(other.getUnitPrice()) == 0
        && one.getAmount().compareTo(other.getAmount()) == 0;
  }

  /// Why a line is written anew although it says the same, as a sentence.
  Optional<String> sameAgain() {
    Charge was = before.charge();
    Charge is = after.charge();
    if (was == null || is == null || !sameMoney(was, is)) {
      return Optional.empty();
    }
    return Optional.of(
        was.getContractId().equals(is.getContractId())
            ? "The same line for another incident: the old one is reversed."
            : "The same line under contract %s instead of %s: the old one is reversed."
                .formatted(is.getContractId(), was.getContractId()));
  }
}
