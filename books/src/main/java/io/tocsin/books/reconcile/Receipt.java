package io.tocsin.books.reconcile;

import org.jspecify.annotations.Nullable;

/// What the intake answered to one row that was handed in.
///
/// @param index the row's place, from 0
/// @param receipt its receipt, where it is stored
/// @param problem why it is not, where it is not
public record Receipt(int index, @Nullable String receipt, @Nullable String problem) {}
