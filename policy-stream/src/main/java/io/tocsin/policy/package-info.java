/// The policy stream: gives every canonical event its one accountable outcome, by a rulebook that
/// finance owns. This package starts it and publishes rulebooks; `rulebook` reads them, `decision`
/// applies them, `stream` is the topology.
@NullMarked
@Configuration
@Requires(property = App.NAME_PROPERTY, value = "policy-stream")
package io.tocsin.policy;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import org.jspecify.annotations.NullMarked;
