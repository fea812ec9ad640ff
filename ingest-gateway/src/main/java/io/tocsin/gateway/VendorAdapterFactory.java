package io.tocsin.gateway;

/// Makes the adapters of one vendor's sources.
public interface VendorAdapterFactory {
  /// The vendor's name, as in `sources.<name>.vendor` and in the raw record. The source's section
  /// of this name holds the vendor's settings.
  String vendor();

  /// An adapter for one source.
  ///
  /// @param settings the source's section of the vendor's settings
  /// @param maxBatchElements most events in one delivery
  /// @throws IllegalArgumentException where a setting is missing or wrong, naming it
  VendorAdapter create(Section settings, int maxBatchElements);
}
