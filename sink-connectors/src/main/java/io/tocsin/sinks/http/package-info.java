/// HTTP as the outward sinks use it: bounded, authenticated, with answers judged once; and the
/// templates by which configuration says what is sent.
@NullMarked
package io.tocsin.sinks.http;

import org.jspecify.annotations.NullMarked;
