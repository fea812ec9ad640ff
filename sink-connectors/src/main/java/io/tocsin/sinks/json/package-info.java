/// Any system with an HTTP address that takes JSON, described by configuration alone.
@NullMarked
package io.tocsin.sinks.json;

import org.jspecify.annotations.NullMarked;
