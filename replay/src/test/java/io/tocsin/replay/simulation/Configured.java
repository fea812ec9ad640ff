package io.tocsin.replay.simulation;

import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.SiteEntry;
import java.util.Map;

/// What operators have configured that the normalizer maps by.
///
/// @param mappings code mappings by source
/// @param sites the site directory by `<source>:<site ref>`
/// @param mended whether the adapter of the source that could not be read is right now
record Configured(Map<String, CodeMapping> mappings, Map<String, SiteEntry> sites, boolean mended) {
  Configured {
    mappings = Map.copyOf(mappings);
    sites = Map.copyOf(sites);
  }
}
