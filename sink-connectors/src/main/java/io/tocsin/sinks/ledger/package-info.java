/// Appends events, deliveries and decisions as facts.
@NullMarked
package io.tocsin.sinks.ledger;

import org.jspecify.annotations.NullMarked;
