package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a billable outcome says of what it sells, as far as it could be read.
///
/// @param section the outcome, named after its rule or default
/// @param sku what is sold
/// @param unit what one unit is; null where that could not be read
/// @param unitPrice the outcome's own price or the price list's; null where neither has one
/// @param ownPrice whether the outcome names a price, be it a usable one or not
record Sold(
    Section section,
    String sku,
    @Nullable String unit,
    @Nullable BigDecimal unitPrice,
    boolean ownPrice) {}
