/// The object store: what is too large or too private for a topic, named by its hash.
@NullMarked
package io.tocsin.platform.objects;

import org.jspecify.annotations.NullMarked;
