/// ServiceNow.
@NullMarked
package io.tocsin.simulators.servicenow;

import org.jspecify.annotations.NullMarked;
