/// A real Kafka broker (KRaft), a real Apicurio Registry and a real PostgreSQL on this machine,
/// each with a start, an address and a stop. Used by standalone and by the tests; holds no rule of
/// the product.
@NullMarked
package io.tocsin.embedded;

import org.jspecify.annotations.NullMarked;
