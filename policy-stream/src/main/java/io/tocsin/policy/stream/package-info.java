/// The topology around the decision: what is read, what is remembered, what is written.
@NullMarked
package io.tocsin.policy.stream;

import org.jspecify.annotations.NullMarked;
