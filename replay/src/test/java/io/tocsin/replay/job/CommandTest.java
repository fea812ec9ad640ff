package io.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.replay.job.ReplayException.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be done to a replay in which state, and by whom.
final class CommandTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "no",
      value = {
        "WAITING_FOR_CONFIRMATION, PLANNED, no, no, ABORTED",
        "PLANNED, no, PAUSED, no, ABORTED",
        "RUNNING, no, PAUSED, no, ABORTED",
        "PAUSED, no, no, PLANNED, ABORTED",
        "FAILED, no, no, PLANNED, ABORTED",
        "DONE, no, no, no, no",
        "ABORTED, no, no, no, no"
      })
  void eachStateKnowsItsCommands(
      State state, State confirmed, State paused, State resumed, State aborted) {
    leads(state, Command.CONFIRM, confirmed);
    leads(state, Command.PAUSE, paused);
    leads(state, Command.RESUME, resumed);
    leads(state, Command.ABORT, aborted);
  }

  private static void leads(State state, Command command, State to) {
    if (to == null) {
      assertThatThrownBy(() -> command.on(replay(state), "bob"))
          .isInstanceOfSatisfying(
              ReplayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
    } else {
      assertThat(command.on(replay(state), "bob")).isEqualTo(to);
    }
  }

  @Test
  void whoAsksDoesNotConfirm() {
    assertThatThrownBy(() -> Command.CONFIRM.on(replay(State.WAITING_FOR_CONFIRMATION), "ann"))
        .isInstanceOfSatisfying(
            ReplayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessageContaining("another operator must confirm it");
    assertThat(Command.ABORT.on(replay(State.WAITING_FOR_CONFIRMATION), "ann"))
        .as("but may withdraw")
        .isEqualTo(State.ABORTED);
  }

  private static Replay replay(State state) {
    var selection =
        new Selection("tracktik", List.of(new Selection.Range(0, 0, 1)), null, null, null);
    var difference = new MoneyDifference(1, 1, 0, 0, 0, List.of(), List.of(), List.of());
    return new Replay(
        "r20261121120000-abcd",
        state,
        "ann",
        Instant.parse("2026-11-21T12:00:00Z"),
        "a test",
        new Plan(selection, List.of(), difference, null),
        null,
        200,
        Map.of(0, 0L),
        0,
        new Outcomes(0, 0, 0, 0),
        "");
  }
}
