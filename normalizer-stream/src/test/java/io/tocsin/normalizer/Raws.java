package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import io.tocsin.schemas.TrustedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Raw records as the gateway writes them.
public final class Raws {
  public static final Instant RECEIVED = Instant.parse("2026-11-02T12:00:00Z");

  static {
    // A builder makes the defaults of its fields, records of ours among them.
    TrustedClasses.trustOurs();
  }

  private Raws() {}

  /// A TrackTik report of template 28 at site 50.
  public static RawEvent.Builder trackTik(String id, String receipt) {
    return raw("tracktik", "tracktik", id, receipt)
        .setSiteRef("50")
        .setCode("28")
        .setSentAt("2026-11-02T05:00:00-06:00")
        .setBody(bytes("{\"id\":1}"))
        .setMediaType("application/json");
  }

  /// A Manitou signal in XML.
  public static RawEvent.Builder manitou(String id, String receipt, String code, String body) {
    return raw("manitou", "manitou", id, receipt)
        .setSiteRef("R1-1234")
        .setCode(code)
        .setBody(bytes(body))
        .setMediaType("application/xml");
  }

  /// A statement that says nothing.
  public static Statement.Builder statement() {
    return Statement.newBuilder();
  }

  private static RawEvent.Builder raw(String source, String vendor, String id, String receipt) {
    return RawEvent.newBuilder()
        .setReceipt(receipt)
        .setTopic("raw." + source)
        .setSource(source)
        .setVendor(vendor)
        .setSourceEventId(id)
        .setIdentityRecipe("test/1")
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(RECEIVED)
        .setHeaders(List.of())
        .setAuth(new AuthVerdict(AuthScheme.STATIC_HEADER, "current", null));
  }

  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file of the test resources.
  public static byte[] file(String name) {
    try (var in = Raws.class.getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
