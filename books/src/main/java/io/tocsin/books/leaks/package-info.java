/// Where revenue gets lost without anybody deciding so.
@NullMarked
package io.tocsin.books.leaks;

import org.jspecify.annotations.NullMarked;
