/// Objects of a HubSpot CRM, upserted in batches by a unique property.
@NullMarked
package io.tocsin.sinks.hubspot;

import org.jspecify.annotations.NullMarked;
