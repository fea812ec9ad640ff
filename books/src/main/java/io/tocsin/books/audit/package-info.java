/// Who did what through the API, and why.
@NullMarked
package io.tocsin.books.audit;

import org.jspecify.annotations.NullMarked;
