package io.tocsin.gateway;

import io.tocsin.platform.Section;
import java.util.Set;

/// Makes the adapters of one vendor's sources.
public interface VendorAdapterFactory {
  /// The vendor's name, as in `sources.<name>.vendor` and in the raw record. The source's section
  /// of this name holds the vendor's settings.
  String vendor();

  /// Names of the fields that its events may have: those that an identity recipe may use.
  Set<String> fields();

  /// An adapter for one source.
  ///
  /// @param settings the source's section of the vendor's settings
  /// @throws IllegalArgumentException where a setting is missing or wrong, naming it
  VendorAdapter create(Section settings);
}
