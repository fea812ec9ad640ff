package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many lines there are of one kind, and their money.
///
/// @param finding the finding
/// @param billing how they stand with billing; null where the ledger has no such event
/// @param lines how many
/// @param money one amount for each currency; empty where none is known
public record Sum(Finding finding, @Nullable Billing billing, long lines, List<Money> money) {}
