package io.tocsin.gateway;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.gateway.auth.Authenticators;
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

  /// Names are read as they are written, not in the environment's normal form: an illegal one must
  /// be refused, not mended.
  @Context
  Sources sources(
      Environment environment, GatewaySettings gateway, List<VendorAdapterFactory> vendors) {
    return read(
        Section.of(SETTINGS, environment.getProperties(SETTINGS, StringConvention.RAW)),
        gateway.maxBatchElements(),
        vendors);
  }

  static Sources read(Section settings, int maxBatchElements, List<VendorAdapterFactory> vendors) {
    var byVendor = new TreeMap<String, VendorAdapterFactory>();
    vendors.forEach(vendor -> byVendor.put(vendor.vendor(), vendor));
    var sources = new ArrayList<Source>();
    settings
        .children()
        .forEach(
            (name, section) -> {
              if (section.flag("enabled", true)) {
                sources.add(source(settings, name, section, maxBatchElements, byVendor));
              }
            });
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          SETTINGS + " has no source that is enabled: nothing could be received");
    }
    return new Sources(sources);
  }

  private static Source source(
      Section settings,
      String name,
      Section section,
      int maxBatchElements,
      Map<String, VendorAdapterFactory> vendors) {
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
    var source =
        new Source(
            name,
            vendor,
            Authenticators.of(section.section("auth")),
            adapters.create(vendorSettings, maxBatchElements),
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
