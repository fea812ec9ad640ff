package io.tocsin.sinks.outward;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Says what is to be done about an effect, from what the journal knows and what the destination
/// can. Pure.
///
/// @param idempotency what the destination does about the same request twice
/// @param feed what effects are made of; a line is never changed
/// @param follows whether later versions are sent
/// @param settleAfter how long after a request a look-up that finds nothing is not believed
record Plan(Idempotency idempotency, Feed feed, boolean follows, Duration settleAfter) {
  /// The next step. Called for a version that the journal has not dealt with.
  ///
  /// @param row what the journal knows; empty where the effect is new
  /// @param undone what it knows of the effect that this one takes back
  /// @param content hash of what is to stand
  Step next(Effect effect, Optional<Row> row, Optional<Row> undone, String content, Instant now) {
    Row.State state = row.map(Row::state).orElse(Row.State.ABSENT);
    return switch (state) {
      case CANCELLED ->
          new Step.Settle(Row.State.CANCELLED, false, "cancelled before it was ever sent");
      case STANDS -> standing(row.orElseThrow(), content);
      case SENDING -> unknown(row.orElseThrow(), content, now);
      case ABSENT ->
          effect.action() == Effect.Action.WITHDRAW
              ? new Step.Settle(Row.State.ABSENT, false, "withdrawn before it was ever made")
              : absent(effect, undone);
    };
  }

  private Step absent(Effect effect, Optional<Row> undone) {
    if (effect.undoes().isPresent()) {
      switch (undone.map(Row::state).orElse(Row.State.ABSENT)) {
        case ABSENT, CANCELLED -> {
          return new Step.Settle(
              Row.State.CANCELLED, false, "the charge was never sent, so both cancel");
        }
        case SENDING -> {
          return new Step.Later("waits until it is known whether the charge it takes back stands");
        }
        case STANDS -> {
          // Goes on below.
        }
      }
    }
    return switch (idempotency) {
      case Idempotency.None(boolean canLookUp) when canLookUp -> new Step.LookUp(Optional.empty());
      case Idempotency.None _, Idempotency.Upsert _, Idempotency.Remembered _ ->
          new Step.Send(Optional.empty());
    };
  }

  private Step standing(Row row, String content) {
    if (feed == Feed.LINES) {
      return new Step.Settle(Row.State.STANDS, true, "stands already");
    }
    if (row.content().filter(content::equals).isPresent()) {
      return new Step.Settle(Row.State.STANDS, true, "says so already");
    }
    if (!follows) {
      return new Step.Settle(
          Row.State.STANDS, true, "sent before; what is sent once is not changed");
    }
    return new Step.Send(row.remoteId());
  }

  private Step unknown(Row row, String content, Instant now) {
    if (row.remoteId().isPresent()) {
      // A change of what exists: to say the same again changes nothing.
      return new Step.Send(row.remoteId());
    }
    Optional<Instant> firm = row.sentAt().map(at -> at.plus(settleAfter));
    return switch (idempotency) {
      case Idempotency.Upsert _ -> new Step.Send(Optional.empty());
      case Idempotency.Remembered(Duration memory) ->
          row.sending().filter(content::equals).isPresent()
                  && row.firstSentAt().filter(at -> now.isBefore(at.plus(memory))).isPresent()
              ? new Step.Send(Optional.empty())
              : new Step.LookUp(firm);
      case Idempotency.None(boolean canLookUp) ->
          canLookUp
              ? new Step.LookUp(firm)
              : new Step.Person(
                  "it was sent, no answer came, and %s cannot be asked whether it arrived"
                      .formatted("the other side"));
    };
  }

  /// The step after a look-up.
  Step after(Sighting sighting, Step.LookUp lookUp, Effect effect, Instant now) {
    return switch (sighting) {
      case Sighting.Found(String remoteId) ->
          feed == Feed.LINES || !follows
              ? new Step.Settle(Row.State.STANDS, true, "found there: " + remoteId)
              : new Step.Send(Optional.of(remoteId));
      case Sighting.Absent() -> {
        if (lookUp.firm().filter(now::isBefore).isPresent()) {
          yield new Step.Later(
              "it was sent, no answer came, and it is not there yet; looked up again from %s on"
                  .formatted(lookUp.firm().orElseThrow()));
        }
        yield effect.action() == Effect.Action.WITHDRAW
            ? new Step.Settle(Row.State.ABSENT, false, "withdrawn before it was ever made")
            : new Step.Send(Optional.empty());
      }
      case Sighting.Unclear(String words) -> new Step.Person(words);
      case Sighting.Failed _ ->
          throw new IllegalArgumentException("a look-up that failed says nothing");
    };
  }
}
