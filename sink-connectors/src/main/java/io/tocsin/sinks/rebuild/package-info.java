/// Rebuilds the tables of our own sinks from the topics alone, into an empty database, and compares
/// them with those that are in use.
@NullMarked
package io.tocsin.sinks.rebuild;

import org.jspecify.annotations.NullMarked;
