/// Accounting: what proves that nothing was lost. A library; the console gives it its database and
/// its clock.
@NullMarked
package io.tocsin.books;

import org.jspecify.annotations.NullMarked;
