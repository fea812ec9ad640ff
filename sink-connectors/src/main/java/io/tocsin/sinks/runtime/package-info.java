/// What every sink shares: reading in batches, the failure classes, retry and dead-letter topics,
/// transactions, health. Knows no table but `sink_writes` and no business rule.
@NullMarked
package io.tocsin.sinks.runtime;

import org.jspecify.annotations.NullMarked;
