package io.tocsin.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.Sections;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.Transport;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoadTimesTest {
  @Test
  void aRoadHasWhatItsSourceHasUnlessItSaysOtherwise() {
    RoadTimes times =
        RoadTimes.of(
            Sections.of(
                "time-zone", "America/Chicago",
                "time-formats", "epoch-seconds, yyyyMMddHHmmss",
                "roads.export.time-zone", "America/New_York",
                "roads.mailbox.time-formats", List.of("EEE, d MMM yyyy HH:mm:ss Z")));

    assertThat(times.on(Transport.WEBHOOK).zone()).isEqualTo(ZoneId.of("America/Chicago"));
    assertThat(times.on(Transport.WEBHOOK).formats()).hasSize(2);
    assertThat(times.on(Transport.POLL)).isEqualTo(times.on(Transport.WEBHOOK));
    assertThat(times.on(Transport.EXPORT).zone()).isEqualTo(ZoneId.of("America/New_York"));
    assertThat(times.on(Transport.EXPORT).formats())
        .isEqualTo(times.on(Transport.WEBHOOK).formats());
    assertThat(times.on(Transport.MAILBOX).zone()).isEqualTo(ZoneId.of("America/Chicago"));
    assertThat(times.on(Transport.MAILBOX).formats()).as("a list is not cut").hasSize(1);
    assertThat(times.withoutSeconds()).isEmpty();
  }

  @Test
  void nothingSaidIsIsoWithOffset() {
    RoadTimes times = RoadTimes.of(Sections.of("time-zone", "", "time-formats", ""));

    for (Transport road : Transport.values()) {
      assertThat(times.on(road)).isEqualTo(Times.ISO_ONLY);
    }
  }

  @Test
  void aFormatWithoutSecondsIsKnownByItsSetting() {
    assertThat(RoadTimes.of(Sections.of("roads.poll.time-formats", "HH:mm")).withoutSeconds())
        .hasValue("s.roads.poll.time-formats");
  }

  @Test
  void whatIsNoZoneNoFormatOrNoRoadIsRefused() {
    refused("s.time-zone ", "time-zone", "Chicago");
    refused("s.roads.export.time-zone ", "roads.export.time-zone", "Chicago");
    refused("s.time-formats ", "time-formats", "epoch");
    refused("s.roads.exprot ", "roads.exprot.time-zone", "America/Chicago");
    refused("s.roads.export.zone ", "roads.export.zone", "America/Chicago");
  }

  private static void refused(String sentence, Object... settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RoadTimes.of(Sections.of(settings)))
        .withMessageStartingWith(sentence);
  }
}
