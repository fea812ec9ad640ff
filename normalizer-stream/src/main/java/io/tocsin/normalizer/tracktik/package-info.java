/// TrackTik: the JSON of an entity, as an events subscription delivers it.
@NullMarked
package io.tocsin.normalizer.tracktik;

import org.jspecify.annotations.NullMarked;
