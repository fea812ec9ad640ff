/// What the gateway knows of SedonaOffice's service tickets and dispatches.
@NullMarked
package io.tocsin.gateway.sedonaoffice;

import org.jspecify.annotations.NullMarked;
