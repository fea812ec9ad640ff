package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Under what terms a client, or some of its sites, may be billed.
///
/// @param id its name; part of every charge key under it
/// @param client who pays
/// @param sites the sites that it is for; empty = every site of the client that no other contract
/// names
/// @param from first service day on which it is in force; null = since ever
/// @param until last such day; null = open-ended
/// @param currency currency of its amounts
/// @param rounding how an amount is rounded to the currency's smallest unit
/// @param terms by sku, where they differ from the rule's
/// @param signalPlan how the volume of signals is charged; null = not at all
public record Contract(
    String id,
    String client,
    Set<String> sites,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    Currency currency,
    RoundingMode rounding,
    Map<String, Terms> terms,
    @Nullable SignalPlan signalPlan) {
  public Contract {
    sites = Set.copyOf(sites);
    terms = Map.copyOf(terms);
  }

  /// Whether it is in force on a service day.
  public boolean inForce(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
  }

  /// What it says of a sku; [Terms#NONE] where it says nothing.
  public Terms termsOf(String sku) {
    return terms.getOrDefault(sku, Terms.NONE);
  }

  /// Price of one unit under this contract, in its currency.
  public BigDecimal unitPrice(Outcome.Billable sold) {
    BigDecimal own = termsOf(sold.sku()).unitPrice();
    BigDecimal price = own == null ? sold.unitPrice() : own;
    if (price == null) { // The reader refuses such a document.
      throw new IllegalStateException("no price of %s in contract %s".formatted(sold.sku(), id));
    }
    return price;
  }

  /// The least number of units that one charge has under this contract; zero where there is none.
  public BigDecimal minimumUnits(Outcome.Billable sold) {
    BigDecimal own = termsOf(sold.sku()).minimumUnits();
    BigDecimal least = own == null ? sold.minimumUnits() : own;
    return least == null ? BigDecimal.ZERO : least;
  }
}
