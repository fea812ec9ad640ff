/// Keeps one CRM activity for each event that is routed there.
@NullMarked
package io.tocsin.sinks.crm;

import org.jspecify.annotations.NullMarked;
