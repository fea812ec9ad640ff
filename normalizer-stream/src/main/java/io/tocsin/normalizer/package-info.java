/// The normalizer: raw deliveries in, canonical events out; deduplication, revisions, vendor
/// payloads, code tables, time and sites. Its beans exist only in the app `normalizer-stream`.
@NullMarked
@Configuration
@Requires(property = App.NAME_PROPERTY, value = "normalizer-stream")
package io.tocsin.normalizer;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.App;
import org.jspecify.annotations.NullMarked;
