package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CloseTimeTest {
  /// Chicago's clocks are put forward at 02:00 on 8 March 2026, so that 02:10 is left out, and back
  /// at 02:00 on 1 November 2026, so that 01:10 comes twice.
  @ParameterizedTest
  @CsvSource({
    "UTC, 02:10, 2026-03-07, 2026-03-08T02:10:00Z",
    "America/Chicago, 02:10, 2026-03-06, 2026-03-07T08:10:00Z",
    "America/Chicago, 02:10, 2026-03-07, 2026-03-08T08:10:00Z",
    "America/Chicago, 02:10, 2026-03-08, 2026-03-09T07:10:00Z",
    "America/Chicago, 01:10, 2026-10-31, 2026-11-01T06:10:00Z",
    "America/Chicago, 01:10, 2026-11-01, 2026-11-02T07:10:00Z",
    "Pacific/Kiritimati, 02:10, 2026-03-07, 2026-03-07T12:10:00Z"
  })
  void aDayIsCutAtItsTimeInTheZone(String zone, String at, LocalDate day, Instant cut) {
    assertThat(new CloseTime(ZoneId.of(zone), LocalTime.parse(at)).of(day)).isEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-03-08T02:09:59Z, 2026-03-06",
    "UTC, 2026-03-08T02:10:00Z, 2026-03-07",
    "UTC, 2026-03-08T23:59:59Z, 2026-03-07",
    "America/Chicago, 2026-03-08T08:09:59Z, 2026-03-06",
    "America/Chicago, 2026-03-08T08:10:00Z, 2026-03-07"
  })
  void theNewestDayIsOneWhoseCutIsReached(String zone, Instant now, LocalDate day) {
    var time = new CloseTime(ZoneId.of(zone), LocalTime.of(2, 10));

    assertThat(time.newestEnded(now)).isEqualTo(day);
    assertThat(time.of(day)).isBeforeOrEqualTo(now);
    assertThat(time.of(day.plusDays(1))).isAfter(now);
  }
}
