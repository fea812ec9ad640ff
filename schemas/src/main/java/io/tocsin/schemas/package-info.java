/// The contracts: Avro records (generated from `src/main/avro`), the topic catalogue, serdes and
/// header names. Depends on nothing of ours.
@NullMarked
package io.tocsin.schemas;

import org.jspecify.annotations.NullMarked;
