package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.util.Set;

/// How the volume of signals is charged: a meter of its own beside the response, which also counts
/// signals on test and runaway ones.
///
/// @param sku what is sold
/// @param unit what one unit is, for example signal
/// @param types the event types that count
/// @param includedPerMonth signals in each calendar month of service days that cost nothing
/// @param unitPrice price of each further one
public record SignalPlan(
    String sku, String unit, Set<EventType> types, int includedPerMonth, BigDecimal unitPrice) {
  public SignalPlan {
    types = Set.copyOf(types);
  }
}
