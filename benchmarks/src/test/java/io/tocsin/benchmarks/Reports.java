package io.tocsin.benchmarks;

import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Header;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Guard reports of a size as in life, one event each, and the configuration that they need.
final class Reports {
  static final String SOURCE = "tracktik";
  static final String TOPIC = Topics.raw(SOURCE);
  static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private static final int SITES = 1_000;
  private static final int CODES = 40;

  private Reports() {}

  /// The report of a number; always the same.
  static RawEvent of(int number) {
    Instant at = START.plusMillis(number);
    return RawEvent.newBuilder()
        .setReceipt(new UUID(0x0198_0000_0000_7000L + number, number).toString())
        .setTopic(TOPIC)
        .setSource(SOURCE)
        .setVendor(SOURCE)
        .setSourceEventId(id(number))
        .setIdentityRecipe("tracktik/entity-id/1")
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(at.plusSeconds(2))
        .setSentAt(at.toString())
        .setSiteRef(Integer.toString(100_000 + number % SITES))
        .setCode(Integer.toString(number % CODES))
        .setBody(ByteBuffer.wrap(body(number, at)))
        .setMediaType("application/json")
        .setHeaders(
            List.of(
                new Header("content-type", "application/json"),
                new Header("user-agent", "TrackTik-Hookshot/1.0")))
        .setAuth(new AuthVerdict(AuthScheme.STATIC_HEADER, "current", null))
        .build();
  }

  static String key(int number) {
    return SOURCE + ":" + id(number);
  }

  private static String id(int number) {
    return "reports/" + (40_000_000 + number);
  }

  private static byte[] body(int number, Instant at) {
    return """
    {"id":%d,"customId":"CAD-%d","status":"%s","reportTemplate":{"id":%d,"name":"Alarm response"},\
    "account":{"id":%d,"name":"Northgate Mall"},"submittedOn":"%s","reportFlags":{"priority":%d,\
    "category":"After hours dispatch","area":"Level %d","zone":"%03d"},"shift":"night-%d",\
    "narrative":"Arrived on site, walked the perimeter, doors found locked, no sign of entry. \
    Panel reset with the key holder on the line, system restored, left the site."}\
    """
        .formatted(
            40_000_000 + number,
            number,
            List.of("open", "submitted", "approved").get(number % 3),
            number % CODES,
            100_000 + number % SITES,
            at,
            number % 5 + 1,
            number % 4,
            number % 64,
            number % 3)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// How the source is read.
  static Source source(String name) {
    return new Source(
        name,
        Times.ISO_ONLY,
        Map.of(),
        null,
        Map.of(
            Format.JSON,
            new Layout(
                Map.of(
                    Fact.STATUS, List.of("/status"),
                    Fact.SEVERITY, List.of("/reportFlags/priority"),
                    Fact.CATEGORY, List.of("/reportFlags/category"),
                    Fact.AREA, List.of("/reportFlags/area"),
                    Fact.ZONE, List.of("/reportFlags/zone")),
                Map.of("shift", List.of("/shift")),
                List.of())),
        new SeverityScale(Map.of("1", 1, "2", 2, "3", 3, "4", 4, "5", 5)),
        Source.PLAIN_CSV,
        null);
  }

  static List<SiteEntry> sites() {
    var sites = new ArrayList<SiteEntry>();
    for (int site = 0; site < SITES; site++) {
      sites.add(
          new SiteEntry(
              SOURCE,
              Integer.toString(100_000 + site),
              "site-" + site,
              "client-" + site % 50,
              "Northgate Mall " + site,
              "America/Chicago"));
    }
    return sites;
  }

  static CodeMapping mapping() {
    EventType[] types = EventType.values();
    var entries = new ArrayList<CodeEntry>();
    for (int code = 0; code < CODES; code++) {
      entries.add(
          new CodeEntry(
              Integer.toString(code),
              null,
              null,
              null,
              types[code % types.length],
              "Report " + code,
              false,
              null));
    }
    return new CodeMapping(SOURCE, 1, entries);
  }
}
