package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.sinks.outward.Effect.Action;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What each class does in each state, row by row.
final class PlanTest {
  private static final Instant NOW = Instant.parse("2026-03-02T04:05:06Z");
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final Duration MEMORY = Duration.ofMinutes(90);
  private static final Idempotency A = new Idempotency.Upsert();
  private static final Idempotency B = new Idempotency.Remembered(MEMORY);
  private static final Idempotency C = new Idempotency.None(true);
  private static final Idempotency BLIND = new Idempotency.None(false);

  private static Plan plan(Idempotency idempotency) {
    return new Plan(idempotency, Feed.DECISIONS, true, SETTLE);
  }

  private static Effect effect(Action action) {
    return new Effect(
        "k", "k", new Subject("e", new Version(2, 1)), action, Optional.empty(), Map.of());
  }

  private static Effect reversal() {
    return new Effect(
        "r", "c", new Subject("e", new Version(2, 1)), Action.PUT, Optional.of("k"), Map.of());
  }

  private static Row row(Row.State state, String remoteId, String content, String sending) {
    return new Row(
        new Version(1, 1),
        state,
        Optional.ofNullable(remoteId),
        Optional.ofNullable(content),
        Optional.ofNullable(sending),
        sending == null ? Optional.empty() : Optional.of(NOW.minusSeconds(60)),
        sending == null ? Optional.empty() : Optional.of(NOW.minusSeconds(60)),
        0,
        WriteStatus.RETRYING);
  }

  private static Row sent(Instant at, String sending) {
    return new Row(
        new Version(1, 1),
        Row.State.SENDING,
        Optional.empty(),
        Optional.empty(),
        Optional.of(sending),
        Optional.of(at),
        Optional.of(at),
        0,
        WriteStatus.UNKNOWN_OUTCOME);
  }

  private static Step put(Idempotency idempotency, Row row) {
    return plan(idempotency)
        .next(effect(Action.PUT), Optional.of(row), Optional.empty(), "new", NOW);
  }

  @Test
  void whatIsNewIsSentAndByClassCLookedUpFirst() {
    Row absent = row(Row.State.ABSENT, null, null, null);

    assertThat(put(A, absent)).isEqualTo(new Step.Send(Optional.empty()));
    assertThat(put(B, absent)).isEqualTo(new Step.Send(Optional.empty()));
    assertThat(put(C, absent)).isEqualTo(new Step.LookUp(Optional.empty()));
    assertThat(put(BLIND, absent)).isEqualTo(new Step.Send(Optional.empty()));
  }

  @Test
  void whatStandsIsChangedByItsIdOnlyWhereItsWordsDiffer() {
    assertThat(put(C, row(Row.State.STANDS, "7", "old", null)))
        .isEqualTo(new Step.Send(Optional.of("7")));
    assertThat(put(C, row(Row.State.STANDS, "7", "new", null)))
        .isEqualTo(new Step.Settle(Row.State.STANDS, true, "says so already"));
  }

  @Test
  void anUnknownOutcomeIsRepeatedOnlyByThoseThatCannotDouble() {
    Row justNow = sent(NOW.minusSeconds(60), "new");

    assertThat(put(A, justNow)).isEqualTo(new Step.Send(Optional.empty()));
    assertThat(put(B, justNow)).isEqualTo(new Step.Send(Optional.empty()));
    assertThat(put(C, justNow))
        .isEqualTo(new Step.LookUp(Optional.of(NOW.minusSeconds(60).plus(SETTLE))));
    assertThat(put(BLIND, justNow)).isInstanceOf(Step.Person.class);
  }

  @Test
  void aRememberedKeyIsTrustedOnlyForTheSameWordsAndWithinItsMemory() {
    assertThat(put(B, sent(NOW.minusSeconds(60), "other"))).isInstanceOf(Step.LookUp.class);
    assertThat(put(B, sent(NOW.minus(MEMORY), "new"))).isInstanceOf(Step.LookUp.class);
    assertThat(put(B, sent(NOW.minus(MEMORY).plusMillis(1), "new"))).isInstanceOf(Step.Send.class);
  }

  @Test
  void anUnknownChangeOfWhatExistsIsSaidAgain() {
    assertThat(put(BLIND, row(Row.State.SENDING, "7", null, "new")))
        .isEqualTo(new Step.Send(Optional.of("7")));
  }

  @Test
  void nothingFoundIsBelievedOnlyOnceTheRequestCannotArriveAnyMore() {
    var early = new Step.LookUp(Optional.of(NOW.plusMillis(1)));
    var firm = new Step.LookUp(Optional.of(NOW));
    Effect effect = effect(Action.PUT);

    assertThat(plan(C).after(new Sighting.Absent(), early, effect, NOW))
        .isInstanceOf(Step.Later.class);
    assertThat(plan(C).after(new Sighting.Absent(), firm, effect, NOW))
        .isEqualTo(new Step.Send(Optional.empty()));
    assertThat(plan(C).after(new Sighting.Found("9"), early, effect, NOW))
        .isEqualTo(new Step.Send(Optional.of("9")));
    assertThat(plan(C).after(new Sighting.Unclear("two"), early, effect, NOW))
        .isEqualTo(new Step.Person("two"));
  }

  @Test
  void aWithdrawalMakesNothing() {
    assertThat(
            plan(C)
                .next(
                    effect(Action.WITHDRAW),
                    Optional.of(row(Row.State.ABSENT, null, null, null)),
                    Optional.empty(),
                    "gone",
                    NOW))
        .isEqualTo(new Step.Settle(Row.State.ABSENT, false, "withdrawn before it was ever made"));
    assertThat(
            plan(C)
                .after(
                    new Sighting.Absent(),
                    new Step.LookUp(Optional.of(NOW)),
                    effect(Action.WITHDRAW),
                    NOW))
        .isInstanceOf(Step.Settle.class);
  }

  @Test
  void aReversalWaitsForItsChargeAndCancelsOneThatWasNeverSent() {
    var lines = new Plan(B, Feed.LINES, true, SETTLE);

    assertThat(reversalAgainst(lines, row(Row.State.STANDS, "7", "c", null)))
        .isEqualTo(new Step.Send(Optional.empty()));
    assertThat(reversalAgainst(lines, sent(NOW, "c"))).isInstanceOf(Step.Later.class);
    assertThat(reversalAgainst(lines, row(Row.State.ABSENT, null, null, null)))
        .isEqualTo(
            new Step.Settle(
                Row.State.CANCELLED, false, "the charge was never sent, so both cancel"));
  }

  private static Step reversalAgainst(Plan lines, Row charge) {
    return lines.next(reversal(), Optional.empty(), Optional.of(charge), "r", NOW);
  }

  @Test
  void aLineThatStandsIsNeverSentAgain() {
    var lines = new Plan(A, Feed.LINES, true, SETTLE);

    assertThat(
            lines.next(
                effect(Action.PUT),
                Optional.of(row(Row.State.STANDS, "7", "other words", null)),
                Optional.empty(),
                "new",
                NOW))
        .isInstanceOf(Step.Settle.class);
  }
}
