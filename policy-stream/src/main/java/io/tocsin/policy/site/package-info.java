/// Decides the events of one site: which of them are one incident, which are on test or noise, and
/// which must be decided again when something changes. Pure: everything is asked of a [SiteView].
@NullMarked
package io.tocsin.policy.site;

import org.jspecify.annotations.NullMarked;
