/// Tickets of Zendesk, made once by its idempotency keys and our look-up.
@NullMarked
package io.tocsin.sinks.zendesk;

import org.jspecify.annotations.NullMarked;
