/// Rows of a ServiceNow import set, coalesced by our key.
@NullMarked
package io.tocsin.sinks.servicenow;

import org.jspecify.annotations.NullMarked;
