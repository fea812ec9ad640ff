/// The way to the facts in PostgreSQL: transactions, queries, rows.
@NullMarked
package io.tocsin.books.db;

import org.jspecify.annotations.NullMarked;
