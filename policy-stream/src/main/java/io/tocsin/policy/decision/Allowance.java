package io.tocsin.policy.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// How many units of a sku one contract gives away, and how many it charges at most, in each
/// calendar month of service days.
///
/// @param free units; null = none are free
/// @param cap units; null = every one is charged
/// @param rounding how a charge that it makes smaller is rounded
public record Allowance(
    @Nullable BigDecimal free, @Nullable BigDecimal cap, RoundingMode rounding) {}
