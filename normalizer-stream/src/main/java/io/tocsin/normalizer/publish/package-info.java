/// Publishing the site directory and the code mappings from files that operators write.
@NullMarked
package io.tocsin.normalizer.publish;

import org.jspecify.annotations.NullMarked;
