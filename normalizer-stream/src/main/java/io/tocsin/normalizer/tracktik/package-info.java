/// TrackTik: entities as an events subscription delivers them, rows of exports, mails.
@NullMarked
package io.tocsin.normalizer.tracktik;

import org.jspecify.annotations.NullMarked;
