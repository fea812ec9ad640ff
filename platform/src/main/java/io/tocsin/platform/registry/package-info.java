/// Reading and writing Avro values by the schemas of a registry, in a way that tells a bad value
/// from a registry that is away. What the serializers and deserializers throw does not tell.
@NullMarked
package io.tocsin.platform.registry;

import org.jspecify.annotations.NullMarked;
