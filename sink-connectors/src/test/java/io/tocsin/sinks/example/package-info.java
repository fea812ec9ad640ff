/// The sink that the documents show.
@NullMarked
package io.tocsin.sinks.example;

import org.jspecify.annotations.NullMarked;
