/// Bold Manitou: signals as Bold XML packets or as JSON, with Contact ID or SIA codes.
@NullMarked
package io.tocsin.normalizer.manitou;

import org.jspecify.annotations.NullMarked;
