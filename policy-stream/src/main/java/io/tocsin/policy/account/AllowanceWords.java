package io.tocsin.policy.account;

import io.tocsin.policy.account.Share.Asked;
import io.tocsin.policy.decision.Money;
import io.tocsin.schemas.Charge;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;

/// What an allowance or a cap makes of a charge, in figures and in words.
///
/// @param charge as it would be without
/// @param share what is left of it
/// @param asked what the contract gives away and charges at most
/// @param month in which
record AllowanceWords(Charge charge, Share share, Asked asked, YearMonth month) {
  /// The smaller charge.
  Charge charged(RoundingMode rounding) {
    return Charge.newBuilder(charge)
        .setQuantity(share.charged().setScale(Money.SCALE))
        .setAmount(Money.amount(share.charged(), charge.getUnitPrice(), currency(), rounding))
        .build();
  }

  /// The reason of the smaller charge, as a sentence.
  String partlyCharged(Charge less) {
    return "%s: %s of %s %s × %s = %s; %s."
        .formatted(
            charge.getSku(),
            Money.units(less.getQuantity()),
            Money.units(charge.getQuantity()),
            charge.getUnit(),
            Money.text(charge.getUnitPrice(), currency()),
            Money.text(less.getAmount(), currency()),
            limits());
  }

  /// Why nothing is charged, as a sentence.
  String nothingCharged() {
    return "%s: %s.".formatted(charge.getSku(), limits());
  }

  private String limits() {
    var limits = new ArrayList<String>();
    if (share.free().signum() > 0 && asked.free() != null) {
      limits.add(
          "%s of %s free units of %s used"
              .formatted(
                  Money.units(share.freeUsed()), Money.units(asked.free()), Months.words(month)));
    }
    if (asked.cap() != null && share.free().add(share.charged()).compareTo(asked.quantity()) < 0) {
      limits.add(
          "the cap of %s units of %s is reached"
              .formatted(Money.units(asked.cap()), Months.words(month)));
    }
    return String.join(", and ", limits);
  }

  private Currency currency() {
    return Currency.getInstance(charge.getCurrency());
  }
}
