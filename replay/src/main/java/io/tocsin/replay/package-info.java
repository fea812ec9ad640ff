/// Replay of raw records and redrive of dead letters, safe with money. A library; the console gives
/// it its database and its operators.
@NullMarked
package io.tocsin.replay;

import org.jspecify.annotations.NullMarked;
