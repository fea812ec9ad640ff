package io.tocsin.policy.backtest;

import io.tocsin.schemas.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One thing that programs and spreadsheets are told of a line that differs.
///
/// @param name stable
/// @param figure whether it is a number
/// @param of its value; empty where there is none
record ChangeColumn(String name, boolean figure, Function<LineChange, String> of) {
  /// All of them, in order.
  static final List<ChangeColumn> ALL = all();

  private static List<ChangeColumn> all() {
    var all = new ArrayList<ChangeColumn>();
    all.add(text("client", change -> change.kind().client()));
    all.add(text("sku", change -> change.kind().sku()));
    all.add(text("meter", change -> change.kind().meter().word()));
    all.add(text("currency", change -> change.kind().currency().getCurrencyCode()));
    all.add(text("change", change -> change.what().name().toLowerCase(Locale.ROOT)));
    all.add(text("event_key", LineChange::eventKey));
    all.add(text("site", LineChange::siteKey));
    all.add(text("service_day", change -> change.serviceDay().toString()));
    all.add(text("occurred_at", change -> change.occurredAt().toString()));
    all.addAll(standing("_before", LineChange::before));
    all.addAll(standing("_after", LineChange::after));
    all.add(
        figure(
            "difference", change -> Figures.amount(change.difference(), change.kind().currency())));
    return List.copyOf(all);
  }

  private static List<ChangeColumn> standing(String when, Function<LineChange, Standing> standing) {
    return List.of(
        charge("quantity" + when, true, standing, (_, it) -> Figures.units(it.getQuantity())),
        charge("unit" + when, false, standing, (_, it) -> it.getUnit()),
        charge(
            "unit_price" + when,
            true,
            standing,
            (kind, it) -> Figures.amount(it.getUnitPrice(), kind.currency())),
        charge(
            "amount" + when,
            true,
            standing,
            (kind, it) -> Figures.amount(it.getAmount(), kind.currency())),
        charge("contract" + when, false, standing, (_, it) -> it.getContractId()),
        charge("charge_key" + when, false, standing, (_, it) -> it.getChargeKey()),
        text("end_state" + when, change -> standing.apply(change).state().end().name()),
        text("reason_code" + when, change -> orEmpty(standing.apply(change).state().reasonCode())),
        text("reason" + when, change -> standing.apply(change).reason()),
        text("rule" + when, change -> orEmpty(standing.apply(change).ruleId())));
  }

  @FunctionalInterface
  private interface OfCharge {
    String value(LineKind kind, Charge charge);
  }

  private static ChangeColumn charge(
      String name, boolean figure, Function<LineChange, Standing> standing, OfCharge of) {
    return new ChangeColumn(
        name,
        figure,
        change -> {
          Charge charge = standing.apply(change).charge();
          return charge == null ? "" : of.value(change.kind(), charge);
        });
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static ChangeColumn text(String name, Function<LineChange, String> of) {
    return new ChangeColumn(name, false, of);
  }

  private static ChangeColumn figure(String name, Function<LineChange, String> of) {
    return new ChangeColumn(name, true, of);
  }
}
