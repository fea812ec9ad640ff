package io.tocsin.sinks.billing;

import io.tocsin.sinks.runtime.Subject;
import java.time.LocalDate;
import java.util.OptionalLong;

/// One invoice line to append.
///
/// @param lineNo its number; negative while it has none yet, see [BillingBook]
/// @param chargeKey the charge key
/// @param subject the event and the decision that made the line
/// @param reverses the line that it takes back; empty for a charge
/// @param terms what is charged; negative quantity and amount on a reversal
/// @param serviceDay the day that is billed
/// @param memo one line for the invoice
record ChargeLine(
    long lineNo,
    String chargeKey,
    Subject subject,
    OptionalLong reverses,
    ChargeTerms terms,
    LocalDate serviceDay,
    String memo) {
  private static final int MAX_MEMO = 500;

  ChargeLine {
    memo = memo.length() <= MAX_MEMO ? memo : memo.substring(0, MAX_MEMO);
  }

  /// `CHARGE` or `REVERSAL`, as in the table.
  String kind() {
    return reverses.isPresent() ? "REVERSAL" : "CHARGE";
  }
}
