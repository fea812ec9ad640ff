/// Records of a Salesforce org, upserted by an external id.
@NullMarked
package io.tocsin.sinks.salesforce;

import org.jspecify.annotations.NullMarked;
