package io.tocsin.normalizer.vendor;

import io.tocsin.schemas.RawEvent;
import java.nio.ByteBuffer;

/// One vendor's adapter in this stage: takes out of a body what the gateway did not already put on
/// the envelope.
public interface VendorMapper {
  /// The vendor's name on raw records.
  String vendor();

  /// The facts of one raw record. A body that cannot be read is an answer; an exception is a fault
  /// of ours.
  Mapped map(RawEvent raw, Source source);

  /// The bytes of a record's body.
  static byte[] body(RawEvent raw) {
    ByteBuffer body = raw.getBody().duplicate();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }
}
