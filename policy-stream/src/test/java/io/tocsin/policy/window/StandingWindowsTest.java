package io.tocsin.policy.window;

import static io.tocsin.policy.window.WindowCheckTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.window.StandingWindows.Differing;
import io.tocsin.schemas.TestWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StandingWindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T01:00:00Z");

  private final Map<String, TestWindow> windows = new TreeMap<>();
  private Instant now = NOON;

  private StandingWindows standing() {
    return new StandingWindows(windows, Set.of("broken"), Directory.SITES, now);
  }

  /// Takes what is written, as the topic would.
  private TestWindow done(WindowOutcome outcome) {
    assertThat(outcome).isInstanceOf(WindowOutcome.Done.class);
    List<TestWindow> written = ((WindowOutcome.Done) outcome).written();
    assertThat(written).hasSize(1);
    windows.put(written.getFirst().getId(), written.getFirst());
    return written.getFirst();
  }

  private static void refused(WindowOutcome outcome, String... reasons) {
    assertThat(outcome).isEqualTo(new WindowOutcome.Refused(List.of(reasons)));
  }

  private static WindowText said(String... fields) {
    var said = new EnumMap<WindowField, List<String>>(WindowField.class);
    for (String field : fields) {
      int colon = field.indexOf(':');
      said.put(
          WindowField.of(field.substring(0, colon)).orElseThrow(),
          List.of(field.substring(colon + 1).strip()));
    }
    return new WindowText(said);
  }

  @Test
  void aNewWindowHasVersionOneAndTheTimeOfItsWriting() {
    TestWindow window = done(standing().open(text()));

    assertThat(window.getVersion()).isEqualTo(1);
    assertThat(window.getRecordedAt()).isEqualTo(NOON);
    refused(
        standing().open(text("reason: Another")),
        "there is a window 'drill' already (Fire drill, by Ann B.); change that one, or give this"
            + " one another id");
    refused(
        standing().open(text("id: broken")),
        "the window 'broken' that stands cannot be read; use another id");
  }

  @Test
  void withoutAStartItIsFromNowOn() {
    WindowText open =
        said("id: drill", "client: harbor", "end: +2h", "reason: Repair", "actor: Ann B.");

    TestWindow window = done(standing().open(open));

    assertThat(window.getStartsAt()).isEqualTo(NOON);
    assertThat(window.getEndsAt()).isEqualTo(NOON.plus(Duration.ofHours(2)));
  }

  @Test
  void aChangeTouchesOnlyWhatItSpeaksOf() {
    TestWindow before = done(standing().open(text("zones: 12,13", "types: alarm")));

    TestWindow after =
        done(
            standing().change(said("id: drill", "end: 2026-11-21 19:00", "zones: ", "actor: Bob")));

    assertThat(after)
        .isEqualTo(
            TestWindow.newBuilder(before)
                .setVersion(2)
                .setZones(List.of())
                .setEndsAt(Instant.parse("2026-11-22T01:00:00Z"))
                .setActor("Bob")
                .build());
  }

  @Test
  void aChangeIsCheckedWhole() {
    done(standing().open(text()));

    refused(
        standing().change(said("id: drill", "start: 2026-11-22T02:00Z", "reason: ")),
        "the end (2026-11-22T02:00:00Z) is not after the start (2026-11-22T02:00Z)",
        "'reason' is missing or blank: why is it?",
        "'actor' is missing or blank: who answers for it?");
    refused(
        standing().change(said("id: drill", "actor: Bob")),
        "say what is to change, for example the end");
    refused(
        standing().change(said("id: dril", "end: ", "actor: Bob")),
        "there is no window 'dril'; did you mean drill?");
  }

  @Test
  void theSameChangeAgainWritesNothing() {
    done(standing().open(text()));
    WindowText change = said("id: drill", "end: +1h", "actor: Bob");
    done(standing().change(change));

    assertThat(standing().change(change))
        .isEqualTo(new WindowOutcome.Done(List.of(), List.of("drill"), List.of()));
  }

  @Test
  void aWindowIsClosedNowOrWhenItReallyEnded() {
    done(standing().open(text()));
    now = NOON.plus(Duration.ofHours(5));

    refused(
        standing().close(said("id: drill", "actor: Bob")),
        "window 'drill' ends at 2026-11-22T02:00:00Z already; to let it end later, change its end");
    refused(
        standing().close(said("id: drill", "end: 2026-11-21 18:00", "actor: Bob")),
        "window 'drill' begins at 2026-11-22T00:00:00Z, so it cannot end at 2026-11-22T00:00:00Z;"
            + " if it never was to be, cancel it");
    refused(
        standing().close(said("id: drill", "end: early", "actor: ")),
        "'actor' is missing or blank: who answers for it?",
        "the end 'early' is no time; write it as 2026-11-21T18:00-06:00, or as 2026-11-21 18:00"
            + " for the time at the site");
    TestWindow late =
        done(standing().close(said("id: drill", "end: 2026-11-21 18:30", "actor: Bob")));

    assertThat(late.getEndsAt()).isEqualTo(Instant.parse("2026-11-22T00:30:00Z"));
    assertThat(late.getReason()).isEqualTo("Fire drill");
    assertThat(late.getActor()).isEqualTo("Bob");
    assertThat(late.getVersion()).isEqualTo(2);
  }

  @Test
  void anOpenEndedWindowIsClosedNow() {
    done(standing().open(text("end:")));

    TestWindow closed =
        done(standing().close(said("id: drill", "reason: All is well", "actor: Bob")));

    assertThat(closed.getEndsAt()).isEqualTo(NOON);
    assertThat(closed.getReason()).isEqualTo("All is well");
    assertThat(WindowState.of(closed, NOON)).isEqualTo(WindowState.OVER);
  }

  @Test
  void aCancelledWindowStaysCancelled() {
    done(standing().open(text()));

    refused(
        standing().cancel(said("id: drill", "actor: Bob")),
        "'reason' is missing or blank: why is it?");
    TestWindow cancelled =
        done(standing().cancel(said("id: drill", "reason: Wrong site", "actor: Bob")));

    assertThat(cancelled.getCancelled()).isTrue();
    assertThat(cancelled.getReason()).isEqualTo("Wrong site");
    String gone = "window 'drill' is cancelled (Wrong site, by Bob) and stays so; open another";
    refused(standing().cancel(said("id: drill", "reason: x", "actor: Bob")), gone);
    refused(standing().close(said("id: drill", "actor: Bob")), gone);
    refused(standing().change(said("id: drill", "end: ", "actor: Bob")), gone);
  }

  @Test
  void aFilePutsWhatDiffersAndNothingElse() {
    TestWindow drill = done(standing().open(text()));
    done(standing().open(text("id: repair", "end:")));
    TestWindow repair = done(standing().close(said("id: repair", "actor: Bob")));
    TestWindow asInFile = TestWindow.newBuilder(repair).setEndsAt(null).build();
    TestWindow other = TestWindow.newBuilder(drill).setId("other").build();
    List<TestWindow> file = List.of(drill, asInFile, other);

    assertThat(standing().publish(file, Differing.LEFT))
        .as("what a command changed is left alone")
        .isEqualTo(new WindowOutcome.Done(List.of(other), List.of("drill"), List.of("repair")));
    assertThat(standing().publish(file, Differing.REPLACED))
        .isEqualTo(
            new WindowOutcome.Done(
                List.of(TestWindow.newBuilder(asInFile).setVersion(3).build(), other),
                List.of("drill"),
                List.of()));
    refused(
        standing()
            .publish(
                List.of(other, TestWindow.newBuilder(drill).setId("broken").build()),
                Differing.REPLACED),
        "the window 'broken' that stands cannot be read; use another id");
  }

  @Test
  void onlyWindowsThatNothingEndsAreForgotten() {
    done(standing().open(text("id: ended")));
    done(standing().open(text("id: open", "end:")));
    done(standing().open(text("id: young", "start: 2026-11-22T00:30Z", "end:")));
    done(standing().open(text("id: hours", "end:", "weekly: monday 06:00-07:00")));
    done(standing().open(text("id: mistake", "end:")));
    done(standing().cancel(said("id: mistake", "reason: x", "actor: Bob")));

    assertThat(standing().forgotten(Duration.ofMinutes(45)))
        .extracting(TestWindow::getId)
        .containsExactly("open");
    assertThat(standing().forgotten(Duration.ofHours(1))).as("not longer than").isEmpty();
  }

  @Test
  void theStateFollowsTheClock() {
    TestWindow window = done(standing().open(text()));

    assertThat(WindowState.of(window, window.getStartsAt().minusMillis(1)))
        .isEqualTo(WindowState.PLANNED);
    assertThat(WindowState.of(window, window.getStartsAt())).isEqualTo(WindowState.ON);
    assertThat(WindowState.of(window, window.getEndsAt().minusMillis(1))).isEqualTo(WindowState.ON);
    assertThat(WindowState.of(window, window.getEndsAt())).isEqualTo(WindowState.OVER);
  }

  @Test
  void aWindowIsToldInTheTimeOfItsPlace() {
    TestWindow window = done(standing().open(text("zones: 12,13", "types: alarm")));
    TestWindow everyWeek =
        done(
            standing()
                .open(
                    text(
                        "id: w", "site:", "client: harbor", "end:", "weekly: sunday 22:00-24:00")));

    assertThat(WindowWords.scope(window))
        .isEqualTo("site northgate-mall, zones 12, 13, types alarm");
    assertThat(WindowWords.time(window, Directory.SITES))
        .isEqualTo("2026-11-21T18:00:00-06:00 to 2026-11-21T20:00:00-06:00");
    assertThat(WindowWords.time(everyWeek, Directory.SITES))
        .as("sites in two zones")
        .isEqualTo("sunday 22:00-00:00, from 2026-11-22T00:00:00Z on");
  }
}
