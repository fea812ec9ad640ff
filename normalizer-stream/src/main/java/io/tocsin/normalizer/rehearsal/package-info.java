/// What the normalizer would make of raw records, without doing it.
@NullMarked
package io.tocsin.normalizer.rehearsal;

import org.jspecify.annotations.NullMarked;
