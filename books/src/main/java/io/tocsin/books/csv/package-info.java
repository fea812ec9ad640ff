/// Tables as files for spreadsheets.
@NullMarked
package io.tocsin.books.csv;

import org.jspecify.annotations.NullMarked;
