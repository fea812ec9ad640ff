/// Texts whose order is an order of things, for the indexes of sites and accounts.
@NullMarked
package io.tocsin.policy.index;

import org.jspecify.annotations.NullMarked;
