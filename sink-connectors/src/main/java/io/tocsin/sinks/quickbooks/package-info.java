/// QuickBooks Online: one invoice for each charge, and a negative line in it for its reversal.
@NullMarked
package io.tocsin.sinks.quickbooks;

import org.jspecify.annotations.NullMarked;
