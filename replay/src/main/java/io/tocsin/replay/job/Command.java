package io.tocsin.replay.job;

import io.tocsin.replay.job.ReplayException.Kind;
import java.util.Locale;

/// What an operator can do to a replay.
public enum Command {
  /// Lets it run; by another person than the one who asked for it.
  CONFIRM("REPLAY_CONFIRMED", State.PLANNED),
  /// Stops it until it is resumed.
  PAUSE("REPLAY_PAUSED", State.PAUSED),
  /// Lets it go on where it was.
  RESUME("REPLAY_RESUMED", State.PLANNED),
  /// Ends it.
  ABORT("REPLAY_ABORTED", State.ABORTED);

  private final String audited;
  private final State leadsTo;

  Command(String audited, State leadsTo) {
    this.audited = audited;
    this.leadsTo = leadsTo;
  }

  private boolean possible(State state) {
    return switch (this) {
      case CONFIRM -> state == State.WAITING_FOR_CONFIRMATION;
      case PAUSE -> state == State.PLANNED || state == State.RUNNING;
      case RESUME -> state == State.PAUSED || state == State.FAILED;
      case ABORT -> state != State.DONE && state != State.ABORTED;
    };
  }

  /// Its name in the audit.
  String audited() {
    return audited;
  }

  /// The state that it leads to.
  ///
  /// @throws ReplayException where it cannot be done now, or not by this person
  State on(Replay replay, String actor) {
    if (!possible(replay.state())) {
      throw new ReplayException(
          Kind.CONFLICT,
          "Replay %s is %s: it cannot be %s."
              .formatted(replay.id(), words(replay.state().name()), words(done())));
    }
    if (this == CONFIRM && actor.equals(replay.askedBy())) {
      throw new ReplayException(
          Kind.FORBIDDEN,
          "You asked for replay %s yourself: another operator must confirm it."
              .formatted(replay.id()));
    }
    return leadsTo;
  }

  private String done() {
    return audited.substring("REPLAY_".length());
  }

  private static String words(String symbol) {
    return symbol.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
