/// Tamper evidence: what was closed as the leaves of one tree for each day, the heads of the trees
/// chained from day to day, and what verifies both from files and from the ledger.
@NullMarked
package io.tocsin.books.proof;

import org.jspecify.annotations.NullMarked;
