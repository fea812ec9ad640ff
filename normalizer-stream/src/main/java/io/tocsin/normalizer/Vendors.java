package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import java.util.List;
import java.util.Map;

/// What reads bodies: the adapters, how each source is read, and what is done to what they say.
///
/// @param adapters every vendor's adapter
/// @param refiner what is done to a statement before it is remembered
/// @param sources the configured sources by name
record Vendors(List<VendorMapper> adapters, Refiner refiner, Map<String, Source> sources) {
  Vendors {
    adapters = List.copyOf(adapters);
    sources = Map.copyOf(sources);
  }

  /// How a source is read; one that has no settings, by what its vendor documents alone.
  Source source(String name) {
    Source configured = sources.get(name);
    return configured == null ? Source.unconfigured(name) : configured;
  }
}
