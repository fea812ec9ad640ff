/// Takes personal data out of what sources say, before anything is stored, published or logged.
@NullMarked
package io.tocsin.normalizer.redact;

import org.jspecify.annotations.NullMarked;
