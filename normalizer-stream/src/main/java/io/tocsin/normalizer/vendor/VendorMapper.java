package io.tocsin.normalizer.vendor;

import io.tocsin.schemas.RawEvent;

/// One vendor's adapter in this stage: takes out of a body what the gateway did not already put on
/// the envelope.
public interface VendorMapper {
  /// The vendor's name on raw records.
  String vendor();

  /// What one raw record says. A body that cannot be read is an answer; an exception is a fault of
  /// ours.
  ///
  /// @param raw the record
  /// @param body its body, wherever that was kept
  /// @param source how its source is read
  Mapped map(RawEvent raw, byte[] body, Source source);
}
