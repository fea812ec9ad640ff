/// HubSpot.
@NullMarked
package io.tocsin.simulators.hubspot;

import org.jspecify.annotations.NullMarked;
