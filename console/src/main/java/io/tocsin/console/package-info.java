/// The operators' view of the facts in PostgreSQL: the story of one event and the outcomes of a
/// range of days, over HTTP. Reads only.
@NullMarked
@Configuration
@Requires(property = App.NAME_PROPERTY, value = "console")
package io.tocsin.console;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import org.jspecify.annotations.NullMarked;
