package io.tocsin.books.close;

import io.tocsin.books.proof.Leaf;
import org.jspecify.annotations.Nullable;

/// A line of a close, as its client gets it.
///
/// @param leaf how it is sealed
/// @param line its row
/// @param reason why it is an adjustment; null on a regular line
record Entry(Leaf leaf, Line line, @Nullable String reason) {}
