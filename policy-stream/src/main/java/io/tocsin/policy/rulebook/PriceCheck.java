package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds what the outcomes, the price list and the contracts leave open or say against one another,
/// so that every charge that a rulebook can make has one price, in one currency, by one unit.
final class PriceCheck {
  private final List<Sold> sold;
  private final List<ContractReader.Entry> contracts;
  private final Map<String, Price> prices;

  PriceCheck(List<Sold> sold, List<ContractReader.Entry> contracts, Map<String, Price> prices) {
    this.sold = sold;
    this.contracts = contracts;
    this.prices = prices;
  }

  /// @param currency the rulebook's
  void run(Currency currency) {
    sold.forEach(this::priced);
    contracts.forEach(entry -> sameCurrency(entry, currency));
    oneUnit();
    contracts.forEach(this::metersApart);
  }

  private void priced(Sold one) {
    if (one.unitPrice() != null || one.ownPrice()) {
      return;
    }
    Optional<ContractReader.Entry> without =
        contracts.stream().filter(entry -> price(entry, one.sku()) == null).findFirst();
    if (!contracts.isEmpty() && without.isEmpty()) {
      return;
    }
    one.section()
        .error(
            one.section().node(),
            "'unit-price' is missing: %s has none here, none in 'prices'%s%s"
                .formatted(
                    one.sku(),
                    without
                        .map(entry -> " and none in contract " + entry.contract().id())
                        .orElse(""),
                    Suggestion.of(one.sku(), prices.keySet())));
  }

  private static @Nullable BigDecimal price(ContractReader.Entry entry, String sku) {
    return entry.contract().termsOf(sku).unitPrice();
  }

  /// A price in one currency is none in another.
  private void sameCurrency(ContractReader.Entry entry, Currency currency) {
    if (entry.contract().currency().equals(currency)) {
      return;
    }
    var missing = new TreeSet<String>();
    sold.stream().map(Sold::sku).filter(sku -> price(entry, sku) == null).forEach(missing::add);
    if (!missing.isEmpty()) {
      entry
          .section()
          .error(
              "currency",
              "it is in %s and all other prices are in %s, so its 'prices' must have a 'unit-price' of %s"
                  .formatted(entry.contract().currency(), currency, String.join(", ", missing)));
    }
  }

  /// What is counted by the month is counted by one unit.
  private void oneUnit() {
    var first = new HashMap<String, Sold>();
    for (Sold one : sold) {
      Sold other = one.unit() == null ? null : first.putIfAbsent(one.sku(), one);
      if (other != null && !Objects.equals(one.unit(), other.unit())) {
        contracts.stream()
            .filter(entry -> isCounted(entry.contract().termsOf(one.sku())))
            .findFirst()
            .ifPresent(entry -> units(one, other, entry));
      }
    }
  }

  private static boolean isCounted(Terms terms) {
    return terms.freePerMonth() != null || terms.capPerMonth() != null;
  }

  private static void units(Sold one, Sold other, ContractReader.Entry entry) {
    one.section()
        .error(
            "unit",
            "contract %s counts %s by the month, so it must have one unit: it is sold by the %s here and by the %s in line %d"
                .formatted(
                    entry.contract().id(),
                    one.sku(),
                    one.unit(),
                    other.unit(),
                    other.section().at("unit").getStartMark().getLine() + 1));
  }

  /// The response and the volume of signals are never mixed.
  private void metersApart(ContractReader.Entry entry) {
    SignalPlan plan = entry.contract().signalPlan();
    if (plan == null) {
      return;
    }
    sold.stream()
        .filter(one -> one.sku().equals(plan.sku()))
        .findFirst()
        .ifPresent(
            one ->
                entry
                    .section()
                    .error(
                        "signal-plan",
                        "%s also sells %s; the volume of signals needs a sku of its own"
                            .formatted(one.section().name(), plan.sku())));
  }
}
