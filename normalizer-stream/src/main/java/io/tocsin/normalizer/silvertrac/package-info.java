/// Silvertrac: issues out of scheduled reports and mails.
@NullMarked
package io.tocsin.normalizer.silvertrac;

import org.jspecify.annotations.NullMarked;
