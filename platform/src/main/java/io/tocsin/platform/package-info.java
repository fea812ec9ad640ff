/// What every app shares: start and stop, Kafka clients and Streams life cycle, health, the failure
/// taxonomy and the dead-letter envelope. Knows no vendor and no business rule.
@NullMarked
package io.tocsin.platform;

import org.jspecify.annotations.NullMarked;
