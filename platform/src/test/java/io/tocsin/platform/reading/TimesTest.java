package io.tocsin.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.platform.reading.Times.Second;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TimeNote;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
  private static final String CHICAGO = "America/Chicago";

  @ParameterizedTest
  @CsvSource({
    "2026-11-02T10:00:00Z, 2026-11-02T10:00:00Z",
    "2026-11-02t10:00:00z, 2026-11-02T10:00:00Z",
    "2023-06-19T08:00:00-04:00, 2023-06-19T12:00:00Z",
    "2023-06-19 08:00:00-0400, 2023-06-19T12:00:00Z",
    "2023-06-19T08:00:00+05:30, 2023-06-19T02:30:00Z",
    "2023-06-19T08:00-04, 2023-06-19T12:00:00Z",
    "2026-11-02T10:00:00.123456789Z, 2026-11-02T10:00:00.123Z",
    "' 2026-11-02T10:00:00Z ', 2026-11-02T10:00:00Z",
  })
  void aTimeWithOffsetIsTakenAsItIs(String sent, Instant at) {
    Times.Read read = Times.ISO_ONLY.read(sent);

    assertThat(read.at()).isEqualTo(at);
    assertThat(read.basis()).isEqualTo(TimeBasis.OFFSET_SENT);
    assertThat(read.notes()).isEmpty();
  }

  @Test
  void aTimeWithoutOffsetNeedsAZone() {
    assertThat(Times.ISO_ONLY.read("2026-07-01 10:00:00").notes())
        .containsExactly(TimeNote.NO_ZONE);
    assertThat(in(CHICAGO).read("2026-07-01 10:00:00"))
        .isEqualTo(
            new Times.Read(
                Instant.parse("2026-07-01T15:00:00Z"),
                TimeBasis.ZONE_CONFIGURED,
                CHICAGO,
                List.of()));
  }

  @Test
  void aTimeThatTheClockSkippedIsMovedForwardByTheGap() {
    Times.Read read = in(CHICAGO).read("2026-03-08T02:30:00");

    assertThat(read.at()).isEqualTo("2026-03-08T08:30:00Z"); // 03:30 in Chicago.
    assertThat(read.notes()).containsExactly(TimeNote.DST_GAP);
    assertThat(in("Australia/Lord_Howe").read("2026-10-04T02:15:00").at())
        .isEqualTo("2026-10-03T15:45:00Z"); // A gap of half an hour: 02:45 there.
  }

  @Test
  void aTimeThatTheClockShowedTwiceIsTheEarlier() {
    Times.Read read = in(CHICAGO).read("2026-11-01T01:30:00");

    assertThat(read.at()).isEqualTo("2026-11-01T06:30:00Z");
    assertThat(read.notes()).containsExactly(TimeNote.DST_OVERLAP);
    assertThat(in(CHICAGO).read("2026-11-01T01:30:00-06:00").at())
        .isEqualTo("2026-11-01T07:30:00Z"); // With its offset there is nothing to choose.
  }

  @Test
  void compactFormsAreToldApartByTheirLength() {
    for (Times times :
        List.of(
            in(CHICAGO, "yyyyMMddHHmm", "yyyyMMddHHmmss"),
            in(CHICAGO, "yyyyMMddHHmmss", "yyyyMMddHHmm"))) {
      assertThat(times.read("20220331122600").at()).isEqualTo("2022-03-31T17:26:00Z");
      assertThat(times.read("20220331122659").at()).isEqualTo("2022-03-31T17:26:59Z");
      assertThat(times.read("202203311226").at()).isEqualTo("2022-03-31T17:26:00Z");
      assertThat(times.read("2022033112265").at()).isNull();
      assertThat(times.read("20220230122600").at()).isNull(); // No 30 February.
    }
  }

  @Test
  void epochsAreUtc() {
    Times seconds = in(null, "epoch-seconds");
    Times millis = in(null, "epoch-millis");

    assertThat(seconds.read("1700000000").at()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(seconds.read("1700000000.5").at()).isEqualTo("2023-11-14T22:13:20.500Z");
    assertThat(seconds.read("-1").at()).isEqualTo("1969-12-31T23:59:59Z");
    assertThat(millis.read("1700000000123").at()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(millis.read("1700000000.5").notes()).containsExactly(TimeNote.UNREADABLE);
    assertThat(seconds.read("999999999999").notes()).containsExactly(TimeNote.UNREADABLE);
    assertThat(seconds.read("99999999999999999999").notes()).containsExactly(TimeNote.UNREADABLE);
    assertThat(millis.read("999999999999999").notes()).containsExactly(TimeNote.UNREADABLE);
    assertThat(Times.ISO_ONLY.read("1700000000").notes()).containsExactly(TimeNote.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "+99999-01-01T00:00:00Z",
        "99999-01-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-02T24:00:00Z",
        "2026-11-02T23:59:60Z",
        "2026-11-02",
        "2026-11-02T10:00:00ZZ",
        "2026-11-02T10:00:00+25:00",
        "10:00:00",
        "now",
        "",
        " "
      })
  void whatIsNoTimeIsSaidToBeNone(String sent) {
    Times.Read read = in(CHICAGO).read(sent);

    assertThat(read.at()).isNull();
    assertThat(read.basis()).isEqualTo(TimeBasis.RECEIVED);
    assertThat(read.notes()).containsExactly(TimeNote.UNREADABLE);
    assertThat(in(CHICAGO).second(sent)).isEqualTo(new Second.Unreadable());
  }

  @Test
  void theFirstAndTheLastYearAreTaken() {
    assertThat(Times.ISO_ONLY.read("0001-01-01T00:00:00Z").at()).isNotNull();
    assertThat(Times.ISO_ONLY.read("9999-12-31T23:59:59Z").at()).isNotNull();
    assertThat(in(CHICAGO, "yyyyMMddHHmmss").read("00000101000000").at()).isNull();
  }

  @Test
  void patternsAreEnglishInCapitalsOrNotAndNoBreakSpacesAreSpaces() {
    Times times = in(CHICAGO, "MM/dd/yyyy hh:mm:ss a");

    for (String sent :
        List.of(
            "11/02/2026 10:00:00 PM", "11/02/2026 10:00:00 pm", "11/02/2026 10:00:00\u202FPM")) {
      assertThat(times.read(sent).at()).as(sent).isEqualTo("2026-11-03T04:00:00Z");
    }
    assertThat(in(null, "EEE, d MMM yyyy HH:mm:ss Z").read("Mon, 2 Nov 2026 10:00:00 +0100").at())
        .isEqualTo("2026-11-02T09:00:00Z");
  }

  @Test
  void aConfiguredFormatComesBeforeIso() {
    assertThat(in(CHICAGO, "yyyy-dd-MM HH:mm:ss").read("2026-02-03 10:00:00").at())
        .isEqualTo("2026-03-02T16:00:00Z");
  }

  @Test
  void oneMomentIsOneSecondHoweverARoadWritesIt() {
    var second = new Second.Named(Instant.parse("2026-11-02T16:00:07Z"));

    assertThat(in(CHICAGO).second("2026-11-02T10:00:07.900-06:00")).isEqualTo(second);
    assertThat(in(CHICAGO).second("2026-11-02 10:00:07")).isEqualTo(second);
    assertThat(in(CHICAGO, "M/d/yyyy h:mm:ss a").second("11/2/2026 10:00:07 AM")).isEqualTo(second);
    assertThat(in(CHICAGO, "epoch-seconds").second("1793635207")).isEqualTo(second);
    assertThat(in(CHICAGO, "epoch-millis").second("1793635207999")).isEqualTo(second);
  }

  @Test
  void aTimeWithoutItsSecondNamesNone() {
    assertThat(in(CHICAGO).second("2026-11-02T10:00")).isEqualTo(new Second.NotSaid());
    assertThat(in(CHICAGO).second("2026-11-02 10:00Z")).isEqualTo(new Second.NotSaid());
    assertThat(in(CHICAGO, "M/d/yyyy H:mm").second("11/2/2026 10:00"))
        .isEqualTo(new Second.NotSaid());
    assertThat(in(null).second("2026-11-02T10:00:07")).isEqualTo(new Second.Unreadable());
  }

  @Test
  void aFormatKnowsWhetherItNamesTheSecond() {
    for (String named : List.of("epoch-seconds", "epoch-millis", "HHmmss", "'s'HH:mm:ss")) {
      assertThat(TimeFormat.of(named).toTheSecond()).as(named).isTrue();
    }
    for (String not : List.of("yyyyMMddHHmm", "HH:mm[:ss]", "HH:mm 'uhr s'", "HH:mm '''s'")) {
      assertThat(TimeFormat.of(not).toTheSecond()).as(not).isFalse();
    }
  }

  @Test
  void aPatternThatIsNoneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TimeFormat.of("epoch"));
    assertThatIllegalArgumentException().isThrownBy(() -> TimeFormat.of("yyyy-MM-dd 'T"));
  }

  private static Times in(String zone, String... formats) {
    return new Times(
        zone == null ? null : ZoneId.of(zone), Stream.of(formats).map(TimeFormat::of).toList());
  }
}
