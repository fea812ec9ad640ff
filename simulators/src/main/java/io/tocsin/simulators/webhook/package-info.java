/// Receivers of our own webhooks.
@NullMarked
package io.tocsin.simulators.webhook;

import org.jspecify.annotations.NullMarked;
