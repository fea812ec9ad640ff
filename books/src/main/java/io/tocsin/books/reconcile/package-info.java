/// A source's export against the ledger, and the ledger against what is billed.
@NullMarked
package io.tocsin.books.reconcile;

import org.jspecify.annotations.NullMarked;
