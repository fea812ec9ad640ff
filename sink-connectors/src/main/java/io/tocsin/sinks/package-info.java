/// The sinks: they turn decisions into rows, each effect once, and never decide what is billable.
@NullMarked
@Configuration
@Requires(property = App.NAME_PROPERTY, value = SinksApp.NAME)
package io.tocsin.sinks;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import org.jspecify.annotations.NullMarked;
