package io.tocsin.schemas;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// Complete records for tests.
final class Samples {
  private Samples() {}

  static CanonicalEvent canonicalEvent() {
    return CanonicalEvent.newBuilder()
        .setEventKey("tracktik:reports/9001")
        .setRevision(1)
        .setSource("tracktik")
        .setVendor("tracktik")
        .setReceipt("01936f00-0000-7000-8000-000000000001")
        .setSiteKey("northgate-mall")
        .setSite(new Site("northgate-mall", "northgate", "Northgate Mall", "America/Chicago"))
        .setSiteRef("50")
        .setType(EventType.alarm_dispatch)
        .setCode("28")
        .setCodeScheme("report-template")
        .setCodeName("Alarm response report")
        .setMapping(new MappingApplied("tracktik", 1, "28"))
        .setLifeSafety(false)
        .setCategory("After hours dispatch")
        .setOccurredAt(Instant.parse("2026-11-03T04:14:00Z"))
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setTimeAsReceived("2026-11-02T22:14:00-06:00")
        .setZoneAsReceived("-06:00")
        .setReceivedAt(Instant.parse("2026-11-03T04:14:02Z"))
        .setServiceDay(LocalDate.parse("2026-11-02"))
        .setReferences(List.of(new Reference("dispatch", "200019810")))
        .setReview(List.of())
        .setAttributes(Map.of("shift", "night"))
        .setContentHash("00")
        .setRaw(new Position("raw.tracktik", 0, 0L))
        .build();
  }
}
