/// Redrive: what a sink gave up on goes back to that one sink, through its own retry topic. Keys
/// and values stay as they are, so that whatever the sink has done already it does not do again.
@NullMarked
package io.tocsin.replay.redrive;

import org.jspecify.annotations.NullMarked;
