/// QuickBooks Online.
@NullMarked
package io.tocsin.simulators.quickbooks;

import org.jspecify.annotations.NullMarked;
