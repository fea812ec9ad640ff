/// TrackTik's billing: an item for each charge and for each reversal. How it is called is
/// configuration, since TrackTik publishes it only to each customer.
@NullMarked
package io.tocsin.sinks.tracktik;

import org.jspecify.annotations.NullMarked;
