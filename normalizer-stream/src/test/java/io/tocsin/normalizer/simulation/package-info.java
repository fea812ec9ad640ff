/// The normalizer's topology against a model, under everything that goes wrong, from one seed. See
/// `docs/internals/simulation.md`.
@NullMarked
package io.tocsin.normalizer.simulation;

import org.jspecify.annotations.NullMarked;
