package io.tocsin.sinks.billing;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.runtime.Subject;
import java.time.LocalDate;

/// A charge that a decision wants, with everything that its invoice line says.
///
/// @param chargeKey its key
/// @param subject the event and the decision that wants it
/// @param terms what is charged
/// @param serviceDay the day that is billed
/// @param memo one line for the invoice
/// @param attempt which try of the decision it came with
record ChargeClaim(
    String chargeKey,
    Subject subject,
    ChargeTerms terms,
    LocalDate serviceDay,
    String memo,
    int attempt) {
  static ChargeClaim of(Decision decision, Charge charge, int attempt) {
    return new ChargeClaim(
        charge.getChargeKey(),
        Subject.of(decision),
        ChargeTerms.of(charge),
        decision.getServiceDay(),
        decision.getSummary(),
        attempt);
  }

  String eventKey() {
    return subject.eventKey();
  }
}
