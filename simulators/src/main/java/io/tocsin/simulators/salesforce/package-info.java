/// Salesforce.
@NullMarked
package io.tocsin.simulators.salesforce;

import org.jspecify.annotations.NullMarked;
