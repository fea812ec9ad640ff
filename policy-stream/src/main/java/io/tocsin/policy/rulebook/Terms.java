package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a contract says of one sku; null = what the rule says, or no limit.
///
/// @param unitPrice price of one unit in the contract's currency
/// @param minimumUnits the least number of units that one charge has
/// @param freePerMonth units free in each calendar month of service days
/// @param capPerMonth most units charged in each such month; what is beyond is free
public record Terms(
    @Nullable BigDecimal unitPrice,
    @Nullable BigDecimal minimumUnits,
    @Nullable BigDecimal freePerMonth,
    @Nullable BigDecimal capPerMonth) {
  /// Nothing that differs from the rule.
  public static final Terms NONE = new Terms(null, null, null, null);
}
