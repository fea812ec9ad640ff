/// SedonaOffice: service tickets and their dispatches.
@NullMarked
package io.tocsin.normalizer.sedonaoffice;

import org.jspecify.annotations.NullMarked;
