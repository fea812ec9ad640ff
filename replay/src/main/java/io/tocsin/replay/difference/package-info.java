/// What a replay would change in money, found out without changing anything.
@NullMarked
package io.tocsin.replay.difference;

import org.jspecify.annotations.NullMarked;
