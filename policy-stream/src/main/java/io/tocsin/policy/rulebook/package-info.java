/// Reads a rulebook: one YAML document, validated whole, its conditions compiled. Pure: no clock,
/// no network, no files.
@NullMarked
package io.tocsin.policy.rulebook;

import org.jspecify.annotations.NullMarked;
