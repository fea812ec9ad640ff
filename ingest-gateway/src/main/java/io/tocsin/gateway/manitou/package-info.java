/// What the gateway knows of Bold Manitou's signals: the XML packet and signals in JSON.
@NullMarked
package io.tocsin.gateway.manitou;

import org.jspecify.annotations.NullMarked;
