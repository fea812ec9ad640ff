/// Appends events, deliveries, decisions and operators' commands as facts.
@NullMarked
package io.tocsin.sinks.ledger;

import org.jspecify.annotations.NullMarked;
