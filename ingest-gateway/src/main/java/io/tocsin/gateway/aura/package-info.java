/// What the gateway knows of AURA's webhooks and callouts.
@NullMarked
package io.tocsin.gateway.aura;

import org.jspecify.annotations.NullMarked;
