/// How a sender proves who it is. Every comparison takes the same time whatever the difference; no
/// failure of a sender is an exception.
@NullMarked
package io.tocsin.gateway.auth;

import org.jspecify.annotations.NullMarked;
