/// TrackTik's billing.
@NullMarked
package io.tocsin.simulators.tracktik;

import org.jspecify.annotations.NullMarked;
