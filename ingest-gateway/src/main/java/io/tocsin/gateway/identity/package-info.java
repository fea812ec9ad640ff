/// How events get their names: recipes as data, applied in one place to the fields of any vendor.
@NullMarked
package io.tocsin.gateway.identity;

import org.jspecify.annotations.NullMarked;
