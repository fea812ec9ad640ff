/// Keeps the invoice lines: one live charge for a charge key, every change as a reversal and a new
/// line.
@NullMarked
package io.tocsin.sinks.billing;

import org.jspecify.annotations.NullMarked;
