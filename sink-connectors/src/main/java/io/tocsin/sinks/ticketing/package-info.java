/// Keeps one ticket for each event that is routed there.
@NullMarked
package io.tocsin.sinks.ticketing;

import org.jspecify.annotations.NullMarked;
