/// Tells a receiver's own address what became of an event, as the Standard Webhooks specification
/// has it.
@NullMarked
package io.tocsin.sinks.webhook;

import org.jspecify.annotations.NullMarked;
