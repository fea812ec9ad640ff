package io.tocsin.policy.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Markdown;
import io.tocsin.policy.window.WindowCheck.Checked;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class WindowCheckTest {
  private static final String NEXT = "<br>";

  /// A good window with something said otherwise.
  static WindowText text(String... instead) {
    WindowText text =
        new WindowText(
            Map.of(
                WindowField.ID, List.of("drill"),
                WindowField.SITE, List.of("northgate-mall"),
                WindowField.START, List.of("2026-11-21T18:00-06:00"),
                WindowField.END, List.of("2026-11-21T20:00-06:00"),
                WindowField.REASON, List.of("Fire drill"),
                WindowField.ACTOR, List.of("Ann B.")));
    for (String one : instead) {
      int colon = one.indexOf(':');
      WindowField field = WindowField.of(one.substring(0, colon).strip()).orElseThrow();
      String value = one.substring(colon + 1).strip();
      boolean several = field == WindowField.ZONES || field == WindowField.TYPES;
      text =
          new WindowText(Map.of(field, several ? List.of(value.split(",")) : List.of(value)))
              .over(text);
    }
    return text;
  }

  private static TestWindow good(String... instead) {
    return switch (WindowCheck.of(text(instead), Directory.SITES)) {
      case Checked.Good(TestWindow window) -> window;
      case Checked.Bad(List<WindowCheck.Problem> problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  @TestFactory
  Stream<DynamicTest> aBadWindowIsRefusedInASentence() {
    return Markdown.sections("bad-windows.md").getFirst().rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.get("instead"), () -> refused(row)));
  }

  private static void refused(Map<String, String> row) {
    Checked checked = WindowCheck.of(text(row.get("instead").split(";")), Directory.SITES);

    assertThat(checked)
        .isInstanceOfSatisfying(
            Checked.Bad.class,
            bad ->
                assertThat(bad.problems())
                    .extracting(WindowCheck.Problem::message)
                    .isEqualTo(Arrays.asList(row.get("what is said").split(NEXT))));
  }

  @Test
  void everyFieldIsTaken() {
    assertThat(
            good(
                "client: northgate",
                "zones: 12,013",
                "types: alarm,trouble",
                "weekly: monday, thursday-saturday 18:00-24:00",
                "reason:  Fire\n drill ",
                "cancelled: yes"))
        .isEqualTo(
            TestWindow.newBuilder()
                .setId("drill")
                .setVersion(0)
                .setClientId("northgate")
                .setSiteId("northgate-mall")
                .setZones(List.of("12", "013"))
                .setTypes(List.of(EventType.alarm, EventType.trouble))
                .setStartsAt(Instant.parse("2026-11-22T00:00:00Z"))
                .setEndsAt(Instant.parse("2026-11-22T02:00:00Z"))
                .setWeekly(
                    List.of(
                        new WeeklySpan(
                            List.of("monday", "thursday", "friday", "saturday"), "18:00", "00:00")))
                .setReason("Fire drill")
                .setActor("Ann B.")
                .setRecordedAt(Instant.EPOCH)
                .setCancelled(true)
                .build());
  }

  @Test
  void aTimeWithoutOffsetIsTheTimeAtTheSite() {
    assertThat(good("start: 2026-07-01 18:00").getStartsAt())
        .isEqualTo(Instant.parse("2026-07-01T23:00:00Z"));
    assertThat(good("site: harbor-storage", "start: 2026-07-01 18:00").getStartsAt())
        .isEqualTo(Instant.parse("2026-07-01T22:00:00Z"));
    assertThat(good("site:", "client: northgate", "start: 2026-07-01 18:00").getStartsAt())
        .as("a client with sites in one zone")
        .isEqualTo(Instant.parse("2026-07-01T23:00:00Z"));
  }

  @Test
  void aLengthOfTimeIsCountedFromTheStart() {
    assertThat(good("end: +90m").getEndsAt()).isEqualTo(Instant.parse("2026-11-22T01:30:00Z"));
    assertThat(good("end: +3d").getEndsAt()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
    assertThat(good("end:").getEndsAt()).as("open-ended").isNull();
  }

  @Test
  void aPlaceThatNoDirectoryExplainsIsTakenByItsReference() {
    assertThat(good("site: tracktik:77").getSiteId()).isEqualTo("tracktik:77");
  }

  @Test
  void whatStandsIsWrittenAsItWasRead() {
    TestWindow window = good("client: northgate", "zones: 12", "weekly: sunday 23:00-06:00");

    assertThat(WindowCheck.of(WindowText.of(window), Directory.SITES))
        .isEqualTo(new Checked.Good(window));
  }
}
