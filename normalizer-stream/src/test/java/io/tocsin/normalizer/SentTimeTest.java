package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.reading.TimeFormat;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TimeNote;
import io.tocsin.schemas.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SentTimeTest {
  private static final Instant RECEIVED = Raws.RECEIVED;

  @ParameterizedTest
  @CsvSource({
    "2023-06-19T08:00:00-04:00, 2023-06-19T12:00:00Z, -04:00",
    "2023-06-19T08:00:00-0400, 2023-06-19T12:00:00Z, -04:00",
    "2023-06-19T08:00:00-04, 2023-06-19T12:00:00Z, -04:00",
    "2023-06-19 08:00:00-04:00, 2023-06-19T12:00:00Z, -04:00",
    "2023-06-19T08:00-04:00, 2023-06-19T12:00:00Z, -04:00",
    "2023-06-19T08:00:00.123456-04:00, 2023-06-19T12:00:00.123Z, -04:00",
    "2023-06-19T08:00:00Z, 2023-06-19T08:00:00Z, Z",
    "2023-06-19T08:00:00+05:30, 2023-06-19T02:30:00Z, +05:30",
  })
  void aTimeWithOffsetIsTakenAsItIs(String sent, Instant expected, String zone) {
    assertThat(said(sent, inZone("America/Chicago")))
        .isEqualTo(
            Raws.statement()
                .setOccurredAt(expected.toEpochMilli())
                .setTimeBasis("OFFSET_SENT")
                .setTimeAsReceived(sent)
                .setZoneAsReceived(zone)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-15T08:00:00, 2026-01-15T14:00:00Z,",
    "2026-07-15T08:00:00, 2026-07-15T13:00:00Z,",
    "2026-07-15 08:00:00, 2026-07-15T13:00:00Z,",
    // Clocks went from 02:00 to 03:00 on 8 March 2026: what cannot have been is moved on by that
    // hour.
    "2026-03-08T02:30:00, 2026-03-08T08:30:00Z, DST_GAP",
    "2026-03-08T01:59:59, 2026-03-08T07:59:59Z,",
    "2026-03-08T03:00:00, 2026-03-08T08:00:00Z,",
    // And from 02:00 back to 01:00 on 1 November 2026: what was twice is taken as the first, in
    // summer time.
    "2026-11-01T01:30:00, 2026-11-01T06:30:00Z, DST_OVERLAP",
    "2026-11-01T02:00:00, 2026-11-01T08:00:00Z,",
  })
  void aTimeWithoutOffsetIsTakenInTheSourcesZone(String sent, Instant expected, String note) {
    assertThat(said(sent, inZone("America/Chicago")))
        .isEqualTo(
            Raws.statement()
                .setOccurredAt(expected.toEpochMilli())
                .setTimeBasis("ZONE_CONFIGURED")
                .setTimeAsReceived(sent)
                .setZoneAsReceived("America/Chicago")
                .setTimeNotes(note == null ? List.of() : List.of(note))
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-30T08:00:00Z",
        "2026-11-02T25:00:00",
        "2026-11-02",
        "20261102050000",
        "+99999-01-01T00:00:00Z",
        "2026-11-02T23:59:60Z"
      })
  void anUnreadableTimeIsNotedAndTheTimeOfReceiptTaken(String sent) {
    Statement said = said(sent, inZone("America/Chicago"));

    assertThat(said)
        .isEqualTo(
            Raws.statement()
                .setTimeBasis("RECEIVED")
                .setTimeAsReceived(sent)
                .setTimeNotes(List.of("UNREADABLE"))
                .build());
    Content content = content(said);
    assertThat(content.occurredAt()).isEqualTo(RECEIVED);
    assertThat(content.timeBasis()).isEqualTo(TimeBasis.RECEIVED);
    assertThat(content.timeNotes()).containsExactly(TimeNote.UNREADABLE);
  }

  @Test
  void noTimeSaysNothingAndTheTimeOfReceiptIsTaken() {
    Statement said = said(null, inZone("America/Chicago"));

    assertThat(said).isEqualTo(Raws.statement().build());
    assertThat(content(said).occurredAt()).isEqualTo(RECEIVED);
    assertThat(content(said).timeBasis()).isEqualTo(TimeBasis.RECEIVED);
    assertThat(content(said).timeNotes()).isEmpty();
  }

  @Test
  void aTimeWithoutOffsetFromASourceWithoutZoneIsNotUsable() {
    Statement said = said("2026-11-02T05:00:00", Source.unconfigured("tracktik"));

    assertThat(said.getOccurredAt()).isNull();
    assertThat(said.getTimeNotes()).containsExactly("NO_ZONE");
  }

  @Test
  void everyRoadHasItsOwnWayOfWritingTimes() {
    var source =
        new Source(
            "tracktik",
            new Times(ZoneId.of("America/Chicago"), List.of()),
            Map.of(
                Transport.EXPORT,
                new Times(
                    ZoneId.of("America/New_York"), List.of(TimeFormat.of("MM/dd/uuuu HH:mm")))),
            null,
            Map.of());
    RawEvent.Builder raw = Raws.trackTik("reports/1", "r1").setTransport(Transport.EXPORT);

    Statement row =
        SentTime.on(Raws.statement().build(), raw.setSentAt("11/02/2026 06:00").build(), source);

    assertThat(row.getOccurredAt()).isEqualTo(Instant.parse("2026-11-02T11:00:00Z").toEpochMilli());
    assertThat(said("2026-11-02T05:00:00", source).getOccurredAt()).isEqualTo(row.getOccurredAt());
  }

  @ParameterizedTest
  @CsvSource({
    "yyyyMMddHHmmss, 20220331122600, 2022-03-31T17:26:00Z, ZONE_CONFIGURED",
    "yyyyMMddHHmm, 202203311226, 2022-03-31T17:26:00Z, ZONE_CONFIGURED",
    "MM/dd/uuuu hh:mm a, 03/31/2022 12:26 PM, 2022-03-31T17:26:00Z, ZONE_CONFIGURED",
    "yyyy-MM-dd HH:mm VV, 2022-03-31 12:26 Europe/Paris, 2022-03-31T10:26:00Z, OFFSET_SENT",
    "epoch-seconds, 1648729560, 2022-03-31T12:26:00Z, OFFSET_SENT",
    "epoch-millis, 1648729560123, 2022-03-31T12:26:00.123Z, OFFSET_SENT",
  })
  void furtherFormatsAreSettings(String format, String sent, Instant expected, TimeBasis basis) {
    Statement said = said(sent, inZone("America/Chicago", format));

    assertThat(said.getOccurredAt()).isEqualTo(expected.toEpochMilli());
    assertThat(said.getTimeBasis()).isEqualTo(basis.name());
  }

  @ParameterizedTest
  @CsvSource({
    // Received at 2026-11-02T12:00:00Z, 06:00 at the site.
    "2026-11-02T12:05:00.000Z, , 2026-11-02",
    "2026-11-02T12:05:00.001Z, FUTURE, 2026-11-02",
    "2026-11-03T12:00:00.000Z, FUTURE, 2026-11-03",
    "2026-11-03T12:00:00.001Z, FUTURE ABSURD, 2026-11-02",
    "9999-11-03T12:00:00.000Z, FUTURE ABSURD, 2026-11-02",
    "2024-11-02T12:00:00.000Z, , 2024-11-02",
    "2024-11-02T11:59:59.999Z, ABSURD, 2026-11-02",
    "1970-01-01T00:00:00.000Z, ABSURD, 2026-11-02",
  })
  void aTimeFarFromItsReceiptIsKeptNotedAndWhereItIsAbsurdInReview(
      String sent, String notes, LocalDate serviceDay) {
    try (var stream = new Harness()) {
      stream.pipe(Raws.trackTik("reports/1", "r1").setSentAt(sent).build());

      CanonicalEvent event = stream.onlyEvent();
      assertThat(event.getOccurredAt()).isEqualTo(Instant.parse(sent));
      assertThat(event.getTimeNotes())
          .extracting(TimeNote::name)
          .isEqualTo(notes == null ? List.of() : List.of(notes.split(" ")));
      assertThat(event.getReview().contains(ReviewReason.ABSURD_TIME))
          .isEqualTo(notes != null && notes.contains("ABSURD"));
      assertThat(event.getServiceDay()).isEqualTo(serviceDay);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // A known site: its own zone, whatever the source's.
    "50, Asia/Tokyo, 2026-11-02",
    // An unknown site: the source's zone, else UTC.
    "99, Asia/Tokyo, 2026-11-03",
    "99, , 2026-11-03",
    "99, America/Los_Angeles, 2026-11-02",
  })
  void theServiceDayIsTheLocalDay(String site, String sourceZone, LocalDate expected) {
    Source source = sourceZone == null ? Source.unconfigured("tracktik") : inZone(sourceZone);
    try (var stream = new Harness(Map.of("tracktik", source))) {
      stream.pipe(
          Raws.trackTik("reports/1", "r1")
              .setSiteRef(site)
              .setSentAt("2026-11-03T05:30:00Z")
              .build());

      assertThat(stream.onlyEvent().getServiceDay()).isEqualTo(expected);
    }
  }

  @Test
  void withoutATimeALaterDeliveryIsStillADuplicate() {
    try (var stream = new Harness()) {
      stream.pipe(Raws.trackTik("reports/1", "r1").setSentAt(null).build());
      stream.pipe(
          Raws.trackTik("reports/1", "r2")
              .setSentAt(null)
              .setReceivedAt(RECEIVED.plusSeconds(999_999_999))
              .build());

      assertThat(stream.deliveries())
          .extracting(r -> r.value().getOutcome().name())
          .containsExactly("NEW", "DUPLICATE");
    }
  }

  private static Statement said(String sent, Source source) {
    return SentTime.on(
        Raws.statement().build(), Raws.trackTik("reports/1", "r1").setSentAt(sent).build(), source);
  }

  private static Content content(Statement said) {
    return new ContentMapper(Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(730))
        .map("tracktik", said, RECEIVED, CodeTable.standard(), site -> Optional.empty());
  }

  private static Source inZone(String zone, String... formats) {
    return new Source(
        "tracktik",
        new Times(ZoneId.of(zone), Stream.of(formats).map(TimeFormat::of).toList()),
        Map.of(),
        null,
        Map.of());
  }
}
