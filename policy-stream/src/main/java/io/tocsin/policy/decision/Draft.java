package io.tocsin.policy.decision;

import io.tocsin.schemas.Decision;
import org.jspecify.annotations.Nullable;

/// All that a site can say of an event: a decision but for what needs every charge of the account.
/// The account's ledger makes the decision out of it.
///
/// @param decision number 1; its charge is that without free allowance and cap, its signal charge
/// null
/// @param allowance what the contract gives away of the charge's sku; null where there is no charge
/// or the contract limits nothing
/// @param signal null where the meter of signal volume does not count the event
public record Draft(
    Decision decision, @Nullable Allowance allowance, @Nullable SignalUnit signal) {}
