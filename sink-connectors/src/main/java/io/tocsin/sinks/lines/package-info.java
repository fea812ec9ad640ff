/// Publishes the invoice lines to `billing.lines`, for the billing systems outside.
@NullMarked
package io.tocsin.sinks.lines;

import org.jspecify.annotations.NullMarked;
