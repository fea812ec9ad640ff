/// What the sinks share that keep one text for each routed event: when it is open or withdrawn, and
/// its words.
@NullMarked
package io.tocsin.sinks.routed;

import org.jspecify.annotations.NullMarked;
