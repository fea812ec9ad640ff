/// Systems of which nothing is known.
@NullMarked
package io.tocsin.simulators.generic;

import org.jspecify.annotations.NullMarked;
