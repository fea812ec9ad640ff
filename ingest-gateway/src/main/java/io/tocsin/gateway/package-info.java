/// The webhook gateway: authenticates a delivery, bounds it, names its events, writes them raw to
/// Kafka and only then acknowledges. Holds no business rule.
@NullMarked
@Configuration
@Requires(property = App.NAME_PROPERTY, value = "ingest-gateway")
package io.tocsin.gateway;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import org.jspecify.annotations.NullMarked;
