package io.tocsin.policy;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TrustedClasses;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// Canonical events for tests.
public final class Events {
  static {
    // The defaults of a builder are read as any record is.
    TrustedClasses.trustOurs();
  }

  private Events() {}

  /// An alarm dispatch at a known site of client `northgate`, Monday 2 November 2026, 22:14 at the
  /// site.
  public static CanonicalEvent.Builder event(String id) {
    return CanonicalEvent.newBuilder()
        .setEventKey("tracktik:" + id)
        .setRevision(1)
        .setSource("tracktik")
        .setVendor("tracktik")
        .setReceipt("receipt-" + id)
        .setSiteKey("northgate-mall")
        .setSite(site("northgate-mall", "northgate", "Northgate Mall"))
        .setSiteRef("50")
        .setType(EventType.alarm_dispatch)
        .setCode("28")
        .setCodeScheme("report-template")
        .setCodeName("Alarm response report")
        .setLifeSafety(false)
        .setCategory("After hours dispatch")
        .setStatus("Approved")
        .setOccurredAt(Instant.parse("2026-11-03T04:14:00Z"))
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(Instant.parse("2026-11-03T04:15:00Z"))
        .setServiceDay(LocalDate.parse("2026-11-02"))
        .setReferences(List.of())
        .setReview(List.of())
        .setAttributes(Map.of())
        .setContentHash("hash-" + id)
        .setRaw(new Position("raw.tracktik", 0, 0L));
  }

  /// A site in Chicago.
  public static Site site(String id, String client, String name) {
    return Site.newBuilder()
        .setSiteId(id)
        .setClientId(client)
        .setName(name)
        .setTimeZone("America/Chicago")
        .build();
  }
}
