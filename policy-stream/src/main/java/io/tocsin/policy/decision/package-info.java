/// Applies a rulebook to an event: end state, charge, follow-up, and the reason in a sentence.
/// Pure.
@NullMarked
package io.tocsin.policy.decision;

import org.jspecify.annotations.NullMarked;
