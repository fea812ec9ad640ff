/// What the gateway knows of TrackTik's Events Subscriptions.
@NullMarked
package io.tocsin.gateway.tracktik;

import org.jspecify.annotations.NullMarked;
