package io.tocsin.policy.rulebook;

/// Where something stands in a rulebook.
///
/// @param line from 1
/// @param column from 1, in characters
record Place(int line, int column) {}
