/// What the gateway knows of Silvertrac's reports.
@NullMarked
package io.tocsin.gateway.silvertrac;

import org.jspecify.annotations.NullMarked;
