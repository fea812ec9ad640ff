/// The daily close: the cut of a day, what must balance before the day is closed, the documents and
/// the mail of a closed day.
@NullMarked
package io.tocsin.books.close;

import org.jspecify.annotations.NullMarked;
