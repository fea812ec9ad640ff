package io.tocsin.gateway;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.gateway.auth.Authenticators;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.identity.IdentityCheck;
import io.tocsin.gateway.identity.IdentityRecipes;
import io.tocsin.gateway.identity.Recipe;
import io.tocsin.gateway.identity.RoadTimes;
import io.tocsin.platform.Section;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the sources from `tocsin.gateway.sources.<name>`, before the server takes its first
/// request. What is missing or wrong refuses to start.
@Factory
final class SourcesFactory {
  static final String SETTINGS = "tocsin.gateway.sources";

  private static final Logger LOG = LoggerFactory.getLogger(SourcesFactory.class);
  private static final int DEFAULT_RATE = 200;

  private final Map<String, VendorAdapterFactory> vendors;
  private final IdentityRecipes recipes;
  private final MeterRegistry meters;

  SourcesFactory(
      GatewaySettings gateway, List<VendorAdapterFactory> vendors, MeterRegistry meters) {
    this.vendors = new TreeMap<>();
    vendors.forEach(vendor -> this.vendors.put(vendor.vendor(), vendor));
    this.recipes = gateway.recipes();
    this.meters = meters;
  }

  /// Names are read as they are written, not in the environment's normal form: an illegal one must
  /// be refused, not mended.
  @Context
  Sources sources(Environment environment) {
    return read(Section.of(SETTINGS, environment.getProperties(SETTINGS, StringConvention.RAW)));
  }

  Sources read(Section settings) {
    var sources = new ArrayList<Source>();
    settings
        .children()
        .forEach(
            (name, section) -> {
              if (section.flag("enabled", true)) {
                sources.add(source(settings, name, section));
              }
            });
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          SETTINGS + " has no source that is enabled: nothing could be received");
    }
    return new Sources(sources);
  }

  private Source source(Section settings, String name, Section section) {
    try {
      Topics.raw(name);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(
          name, "is no legal name of a source: use 1 to 63 lower case letters, digits and hyphens");
    }
    String vendor = section.required("vendor");
    VendorAdapterFactory adapters = vendors.get(vendor);
    if (adapters == null) {
      throw section.refuse(
          "vendor", "is none of the vendors known: " + String.join(", ", vendors.keySet()));
    }
    Section vendorSettings = section.section(vendor);
    VendorAdapter adapter = adapters.create(vendorSettings);
    List<Recipe> named = recipes.of(vendor, name, adapters.fields());
    RoadTimes times = RoadTimes.of(section);
    IdentityCheck.check(section, named, times, adapter);
    var source =
        new Source(
            name,
            vendor,
            Authenticators.of(section.section("auth")),
            adapter,
            new Identity(name, named, times, meters),
            rate(name, section.count("rate-limit-per-second").orElse(DEFAULT_RATE)));
    vendorSettings.refuseUnknown();
    section.refuseUnknown();
    LOG.info("source={} vendor={} ready", name, vendor);
    return source;
  }

  private static RateLimiter rate(String name, int perSecond) {
    return RateLimiter.of(
        name,
        RateLimiterConfig.custom()
            .limitForPeriod(perSecond)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build());
  }
}
