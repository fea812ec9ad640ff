/// Replay as a job: what is chosen, what it would change, who said so, how far it is.
@NullMarked
package io.tocsin.replay.job;

import org.jspecify.annotations.NullMarked;
