package io.tocsin.sinks.billing;

import io.tocsin.schemas.Charge;
import java.time.LocalDate;

/// A charge that stands now.
///
/// @param chargeKey its key: at most one live charge has it
/// @param eventKey the event that it is charged for
/// @param lineNo its invoice line; negative while the line has no number yet, see [BillingBook]
/// @param terms what is charged
/// @param serviceDay the day that is billed
record LiveCharge(
    String chargeKey, String eventKey, long lineNo, ChargeTerms terms, LocalDate serviceDay) {
  /// Whether this is what is wanted, to the last term.
  boolean is(Charge wanted) {
    return chargeKey.equals(wanted.getChargeKey()) && terms.same(ChargeTerms.of(wanted));
  }
}
