package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// An entry of the price list: what a sku costs where neither the outcome nor the contract says
/// otherwise.
///
/// @param unit what one unit is
/// @param unitPrice price of one unit, in the rulebook's currency
/// @param minimumUnits the least number of units that one charge has; null = none
record Price(String unit, BigDecimal unitPrice, @Nullable BigDecimal minimumUnits) {}
