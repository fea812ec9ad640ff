package io.tocsin.books.close;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One invoice line.
///
/// @param id SHA-256 of what is unique in it, as `BillingLine.lineId` and the outbox of the billing
/// sink make it
/// @param version the decision on the event that made it
/// @param reverses id of the charge that it takes back; null on a charge
/// @param reversed terms of that charge; null on a charge
record Line(
    String id,
    String chargeKey,
    String eventKey,
    Decided.Version version,
    @Nullable String reverses,
    @Nullable Terms reversed,
    String clientId,
    Terms terms,
    LocalDate serviceDay,
    String memo) {
  boolean isReversal() {
    return reverses != null;
  }
}
