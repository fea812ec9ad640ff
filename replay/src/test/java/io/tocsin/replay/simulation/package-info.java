/// Replays through the real streams, beside a model that starts from scratch.
@NullMarked
package io.tocsin.replay.simulation;

import org.jspecify.annotations.NullMarked;
