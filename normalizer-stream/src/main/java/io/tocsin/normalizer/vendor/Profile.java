package io.tocsin.normalizer.vendor;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a vendor documents of its bodies, so that no settings have to say it.
///
/// @param customIdSystem whose name of an event the fact `custom-id` is, as a system of references
/// @param codeScheme code table of codes that name none; null = it has none of its own
/// @param layouts documented places of facts, by format
/// @param severityScale documented meaning of its severities
public record Profile(
    String customIdSystem,
    @Nullable String codeScheme,
    Map<Format, Layout> layouts,
    SeverityScale severityScale) {
  public Profile {
    layouts = Map.copyOf(layouts);
  }
}
