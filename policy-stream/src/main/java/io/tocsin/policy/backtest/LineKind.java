package io.tocsin.policy.backtest;

import io.tocsin.schemas.Charge;
import java.util.Comparator;
import java.util.Currency;

/// What lines are counted by.
///
/// @param client who pays
/// @param sku what is sold
/// @param currency of the amounts
record LineKind(String client, String sku, Meter meter, Currency currency)
    implements Comparable<LineKind> {
  private static final Comparator<LineKind> ORDER =
      Comparator.comparing(LineKind::client)
          .thenComparing(LineKind::sku)
          .thenComparing(LineKind::meter)
          .thenComparing(kind -> kind.currency().getCurrencyCode());

  static LineKind of(Charge charge, Meter meter) {
    return new LineKind(
        charge.getClientId(), charge.getSku(), meter, Currency.getInstance(charge.getCurrency()));
  }

  @Override
  public int compareTo(LineKind other) {
    return ORDER.compare(this, other);
  }
}
