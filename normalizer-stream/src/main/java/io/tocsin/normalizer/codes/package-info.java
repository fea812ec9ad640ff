/// The code tables of the standards, as data that ships with the normalizer: Contact ID (SIA
/// DC-05-1999.09) and SIA DC-03.
@NullMarked
package io.tocsin.normalizer.codes;

import org.jspecify.annotations.NullMarked;
