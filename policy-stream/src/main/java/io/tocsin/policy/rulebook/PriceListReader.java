package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the price list: `prices` at the top of the document.
final class PriceListReader {
  private static final String PRICES = "prices";
  private static final Set<String> KEYS = Set.of("unit", Amounts.UNIT_PRICE, Amounts.MINIMUM_UNITS);

  private PriceListReader() {}

  /// The prices by sku, in the order of the document.
  static Map<String, Price> read(Section top, Places places) {
    var prices = new LinkedHashMap<String, Price>();
    Optional<Section> list =
        top.optional(PRICES)
            .flatMap(node -> Section.ofNames(top.document(), node, PRICES, Sku.FORM, Sku.MADE_OF));
    if (list.isEmpty()) {
      return prices;
    }
    for (String sku : list.get().keys()) {
      places.put(Places.Kind.PRICE, sku, list.get().atKey(sku));
      list.get()
          .optional(sku)
          .flatMap(node -> Section.of(top.document(), node, "price of " + sku, KEYS))
          .flatMap(PriceListReader::price)
          .ifPresent(price -> prices.put(sku, price));
    }
    return prices;
  }

  private static Optional<Price> price(Section section) {
    section.require("unit", Amounts.UNIT_PRICE);
    Optional<String> unit = Amounts.unit(section);
    Optional<BigDecimal> price = Values.decimal(section, Amounts.UNIT_PRICE);
    Optional<BigDecimal> minimum = Amounts.units(section, Amounts.MINIMUM_UNITS);
    // Without a usable price the document is refused for that; what sells the sku is not at fault.
    return unit.map(word -> new Price(word, price.orElse(BigDecimal.ZERO), minimum.orElse(null)));
  }
}
