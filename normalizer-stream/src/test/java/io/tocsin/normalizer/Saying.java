package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;

/// A vendor whose bodies are statements, so that a test can say anything by any road.
final class Saying implements VendorMapper {
  static final String VENDOR = "saying";

  @Override
  public String vendor() {
    return VENDOR;
  }

  @Override
  public Mapped map(RawEvent raw, byte[] body, Source source) {
    try {
      return Mapped.Said.of(Statement.fromByteBuffer(ByteBuffer.wrap(body)));
    } catch (IOException | AvroRuntimeException e) {
      return new Mapped.Unreadable("the body is no statement");
    }
  }

  /// A delivery of the source `saying`.
  static RawEvent.Builder raw(Transport road, String id, String receipt, Statement said) {
    return Raws.trackTik(id, receipt)
        .setTopic("raw.saying")
        .setSource("saying")
        .setVendor(VENDOR)
        .setTransport(road)
        .setSentAt(null)
        .setBody(body(said))
        .setMediaType("application/octet-stream");
  }

  static ByteBuffer body(Statement said) {
    try {
      return said.toByteBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
