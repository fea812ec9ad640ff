package io.tocsin.normalizer.vendor;

import io.tocsin.normalizer.Raws;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Files of the test resources as deliveries, and what an adapter makes of them as lines.
public final class Deliveries {
  private Deliveries() {}

  /// A raw record without site, code and time, as for a source whose gateway found none.
  public static RawEvent.Builder raw(VendorMapper vendor, Transport road, String mediaType) {
    return Raws.trackTik("1", "r1")
        .setTopic("raw.x")
        .setSource("x")
        .setVendor(vendor.vendor())
        .setTransport(road)
        .setMediaType(mediaType)
        .setSiteRef(null)
        .setCode(null)
        .setSentAt(null)
        .setBody(ByteBuffer.allocate(0));
  }

  /// What an adapter makes of a file; its road and media type follow from its ending.
  public static Mapped map(VendorMapper vendor, String file, String code, Source source) {
    RawEvent raw =
        switch (file.substring(file.lastIndexOf('.'))) {
          case ".json" -> raw(vendor, Transport.WEBHOOK, "application/json").setCode(code).build();
          case ".xml" -> raw(vendor, Transport.WEBHOOK, "application/xml").setCode(code).build();
          case ".csv" -> raw(vendor, Transport.EXPORT, "text/csv").setCode(code).build();
          case ".eml" -> raw(vendor, Transport.MAILBOX, "message/rfc822").setCode(code).build();
          default -> throw new IllegalArgumentException(file);
        };
    return vendor.map(raw, Raws.file(file), source);
  }

  /// One line for each thing that was said.
  public static String shown(Mapped mapped) {
    return switch (mapped) {
      case Mapped.Unreadable bad -> "unreadable: " + bad.reason() + "\n";
      case Mapped.Said said -> {
        var lines = new ArrayList<String>();
        Statement statement = said.statement();
        for (String field :
            List.of(
                "part",
                "order",
                "siteRef",
                "code",
                "scheme",
                "qualifier",
                "zone",
                "area",
                "user",
                "alarmLevel",
                "severity",
                "category",
                "status",
                "disposition")) {
          Object value = statement.get(field);
          if (value != null) {
            lines.add(field + ": " + value);
          }
        }
        statement
            .getReferences()
            .forEach(r -> lines.add("reference " + r.getSystem() + ": " + r.getId()));
        new TreeMap<>(statement.getAttributes())
            .forEach((name, value) -> lines.add("attribute " + name + ": " + value));
        said.carried()
            .forEach(
                one ->
                    lines.add(
                        "carried %s: %s %s"
                            .formatted(
                                one.kind(),
                                one.mediaType(),
                                one.broken()
                                    ? "broken"
                                    : one.bytes() == null
                                        ? "not brought"
                                        : words(one.kind(), one.bytes()))));
        said.withheld().forEach(w -> lines.add("withheld " + w.why() + ": " + w.words()));
        yield String.join("\n", lines) + "\n";
      }
    };
  }

  private static String words(String kind, byte[] bytes) {
    return kind.equals("NOTE") || kind.equals("LINK")
        ? new String(bytes, StandardCharsets.UTF_8)
        : bytes.length + " bytes";
  }
}
