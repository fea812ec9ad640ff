/// Sinks whose effect is outside our database. What each vendor must say of itself, and the one
/// writer that makes exactly one effect of it through crashes, lost answers and second instances.
@NullMarked
package io.tocsin.sinks.outward;

import org.jspecify.annotations.NullMarked;
