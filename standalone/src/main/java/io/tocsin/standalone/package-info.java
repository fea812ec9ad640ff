/// Everything in one process tree, and the command line. Starts, stops and asks the other modules;
/// decides nothing.
@NullMarked
package io.tocsin.standalone;

import org.jspecify.annotations.NullMarked;
