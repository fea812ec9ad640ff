/// What every vendor's adapter of this stage shares: the facts that it takes out of a body and the
/// settings by which it finds them.
@NullMarked
package io.tocsin.normalizer.vendor;

import org.jspecify.annotations.NullMarked;
