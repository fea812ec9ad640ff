/// AURA Guard Response: messages about callouts, and callouts that were polled.
@NullMarked
package io.tocsin.normalizer.aura;

import org.jspecify.annotations.NullMarked;
