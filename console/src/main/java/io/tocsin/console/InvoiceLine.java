package io.tocsin.console;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One line of an invoice: a charge, or the reversal of one.
///
/// @param line number of the line
/// @param kind charge or reversal
/// @param reverses number of the line that it takes back; null for a charge
/// @param quantity in units; negative in a reversal
/// @param unitPrice price of one unit, in currency
/// @param amount in currency; negative in a reversal
/// @param currency ISO 4217
/// @param serviceDay the day that is billed
/// @param memo what the client reads
record InvoiceLine(
    long line,
    Kind kind,
    @Nullable Long reverses,
    String chargeKey,
    String eventKey,
    int revision,
    int decisionNumber,
    String clientId,
    String contractId,
    String sku,
    BigDecimal quantity,
    String unit,
    BigDecimal unitPrice,
    BigDecimal amount,
    String currency,
    LocalDate serviceDay,
    String memo) {
  /// Charge or reversal.
  enum Kind {
    /// Money asked for.
    CHARGE,
    /// Money given back.
    REVERSAL
  }
}
